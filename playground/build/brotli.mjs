// Writes brotli forms of files: node brotli.mjs LIST.json, a list of [file, result].
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

for (const [file, result] of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const data = readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
  };
  writeFileSync(`${result}.part`, brotliCompressSync(data, { params }));
  renameSync(`${result}.part`, result);
}

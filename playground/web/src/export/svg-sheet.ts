/** Writes a sheet as a standalone SVG with shapes and text, for slides, documents, and print. */
import type { Batch, DrawList } from "../view/draw/draw-list.ts";
import { FILLED, pathsByWidth, shortNumber, wedgePath } from "../view/draw/svg.ts";
import type { Theme } from "../view/draw/theme.ts";
import type { PictureSheet } from "./picture-sheet.ts";

export function svgSheet({ width, height, theme, title, description, picture, words }: PictureSheet): string {
  const box = `width="${picture.width}" height="${picture.height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title><desc>${escaped(description)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${theme.paper}"/>`,
    // An inner svg element clips what lies outside of it.
    `<svg x="${picture.x}" y="${picture.y}" ${box} viewBox="${picture.left} ${picture.top} ${picture.width} ${picture.height}">`,
    marks(picture.list, theme),
    "</svg>",
    marks(words, theme),
    "</svg>\n",
  ].join("\n");
}

/** A picture alone, which is as wide as there is room. */
export function svgPicture(list: DrawList, size: { width: number; height: number }, theme: Theme): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}">${marks(list, theme)}</svg>`;
}

function marks(list: DrawList, theme: Theme): string {
  const parts: string[] = [];
  for (const layer of list.layers) {
    for (const batch of layer.batches) {
      const alpha = batch.alpha < 1 ? ` opacity="${shortNumber(batch.alpha)}"` : "";
      if (batch.kind === "text") parts.push(`<g${textStyle(batch, theme)}${alpha}>${texts(batch)}</g>`);
      else if (batch.kind === "wedge")
        parts.push(`<path fill="${batch.color}"${alpha} d="${wedges(batch)}"/>`);
      else if (batch.kind === "circle")
        parts.push(`<path fill="${batch.color}"${alpha} d="${circles(batch)}"/>`);
      else {
        for (const [width, d] of pathsByWidth(batch)) {
          parts.push(
            width === FILLED
              ? `<path fill="${batch.color}"${alpha} d="${d}"/>`
              : `<path fill="none" stroke="${batch.color}" stroke-width="${width}" stroke-linecap="round"${alpha} d="${d}"/>`,
          );
        }
      }
    }
  }
  return parts.join("\n");
}

function textStyle({ color, halo, face }: Batch, theme: Theme): string {
  const family = escaped(face === "code" ? theme.code : theme.text);
  return [
    ` fill="${color}" font-family="${family}" dominant-baseline="central"`,
    face === "bold" ? ' font-weight="600"' : "",
    halo === "" ? "" : ` stroke="${halo}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`,
  ].join("");
}

function texts({ values, strings }: Batch): string {
  let out = "";
  for (let i = 0; i < values.length; i += 6) {
    const [x, y, size, align, , angle] = values.slice(i, i + 6);
    const anchor = align < 0 ? "" : ` text-anchor="${align > 0 ? "end" : "middle"}"`;
    const degrees = shortNumber((angle * 180) / Math.PI);
    const turned = angle === 0 ? "" : ` transform="rotate(${degrees} ${shortNumber(x)} ${shortNumber(y)})"`;
    out += `<text x="${shortNumber(x)}" y="${shortNumber(y)}" font-size="${shortNumber(size)}"${anchor}${turned}>${escaped(strings[values[i + 4]])}</text>`;
  }
  return out;
}

function wedges({ values }: Batch): string {
  let d = "";
  for (let i = 0; i < values.length; i += 6) d += wedgePath(values, i);
  return d;
}

/** Circles as filled shapes: some printers draw ovals for lines of no length with round caps. */
function circles({ values }: Batch): string {
  let d = "";
  for (let i = 0; i < values.length; i += 3) {
    const r = values[i + 2];
    const arc = `a${shortNumber(r, 2)} ${shortNumber(r, 2)} 0 1 1`;
    d += `M${shortNumber(values[i] - r, 2)} ${shortNumber(values[i + 1], 2)}${arc} ${shortNumber(2 * r, 2)} 0${arc} ${shortNumber(-2 * r, 2)} 0z`;
  }
  return d;
}

/** Escapes text, and replaces characters that XML does not allow. */
function escaped(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]/gu, "�").replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Draws a sheet as a PNG, at twice the screen's resolution or as much as a canvas can hold. */
import type { DrawList } from "../view/draw/draw-list.ts";
import { drawBatch } from "../view/draw/renderer.ts";
import type { PictureSheet } from "./picture-sheet.ts";

/** The longest side in px that browsers draw without failing. */
const MAX_SIDE_PX = 8192;

export async function pngSheet({ width, height, theme, picture, words }: PictureSheet): Promise<Blob> {
  const ratio = Math.min(2 * Math.max(1, devicePixelRatio || 1), MAX_SIDE_PX / width, MAX_SIDE_PX / height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("this browser gives no canvas");
  const draw = (list: DrawList) => {
    for (const layer of list.layers) for (const batch of layer.batches) drawBatch(context, batch, theme);
    context.globalAlpha = 1;
  };
  context.scale(ratio, ratio);
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, width, height);
  context.save();
  context.translate(picture.x, picture.y);
  context.beginPath();
  context.rect(0, 0, picture.width, picture.height);
  context.clip();
  context.translate(-picture.left, -picture.top);
  draw(picture.list);
  context.restore();
  draw(words);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("this browser made no picture of it");
  return blob;
}

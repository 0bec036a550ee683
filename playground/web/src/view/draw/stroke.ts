/** The outline of a curve whose width changes from end to end, for renderers that fill shapes. */

const shape = new Float64Array(16);

/**
 * Makes an outline of the ten numbers of an edge (draw-list.ts): the start of the left side, its two control points
 * and its end, then the start of the right side (at the far end), its two control points and its end. An
 * approximation for curves that bend by less than a half circle. Each call overwrites the same array.
 */
export function strokeOutline(values: readonly number[], i: number): Float64Array {
  const [x0, y0, x1, y1] = [values[i], values[i + 1], values[i + 7], values[i + 8]];
  const [cx0, cy0, cx1, cy1] = [values[i + 3], values[i + 4], values[i + 5], values[i + 6]];
  const w0 = values[i + 2] / 2;
  const w1 = values[i + 9] / 2;
  const w = (w0 + w1) / 2;
  // The normals at both ends. A control point is offset along the normal of its own end.
  let [tx, ty] = direction(cx0 - x0, cy0 - y0, x1 - x0, y1 - y0);
  const [nx0, ny0] = [-ty, tx];
  [tx, ty] = direction(x1 - cx1, y1 - cy1, x1 - x0, y1 - y0);
  const [nx1, ny1] = [-ty, tx];
  shape[0] = x0 + nx0 * w0;
  shape[1] = y0 + ny0 * w0;
  shape[2] = cx0 + nx0 * w;
  shape[3] = cy0 + ny0 * w;
  shape[4] = cx1 + nx1 * w;
  shape[5] = cy1 + ny1 * w;
  shape[6] = x1 + nx1 * w1;
  shape[7] = y1 + ny1 * w1;
  shape[8] = x1 - nx1 * w1;
  shape[9] = y1 - ny1 * w1;
  shape[10] = cx1 - nx1 * w;
  shape[11] = cy1 - ny1 * w;
  shape[12] = cx0 - nx0 * w;
  shape[13] = cy0 - ny0 * w;
  shape[14] = x0 - nx0 * w0;
  shape[15] = y0 - ny0 * w0;
  return shape;
}

function direction(x: number, y: number, elseX: number, elseY: number): [number, number] {
  let length = Math.hypot(x, y);
  if (length < 1e-6) {
    x = elseX;
    y = elseY;
    length = Math.hypot(x, y) || 1;
  }
  return [x / length, y / length];
}

/** What a frame of the whole tree is drawn with while nobody does anything: for pictures that are made without a page. */
export const AT_REST = {
  sizeBy: "calls",
  camera: { zoom: 1, x: 0, y: 0 },
  selected: -1,
  hovered: -1,
  emphasis: null,
  event: -1,
  step: -1,
  growth: 1,
  from: null,
  pixel: 1,
} as const;

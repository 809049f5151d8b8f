/** Draws how loud both sides of a call are over its time: theirs upwards, ours downwards. */

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const MIDDLE = 50;

function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** `onSeek` hears which part of the whole, from 0 to 1, was pointed at. */
export function waveform({ onSeek }) {
  const element = svg("svg", { viewBox: `0 0 ${WIDTH} 100`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const far = svg("path", { class: "far" });
  const near = svg("path", { class: "near" });
  const played = svg("rect", { class: "played", x: 0, y: 0, width: 0, height: 100 });
  const cursor = svg("rect", { class: "cursor", x: 0, y: 0, width: 2, height: 100 });
  element.append(
    svg("rect", { class: "axis", x: 0, y: MIDDLE - 0.5, width: WIDTH, height: 1 }),
    played,
    far,
    near,
    cursor,
  );

  const seek = (event) => {
    const { left, width } = element.getBoundingClientRect();
    if (width > 0) onSeek(Math.min(1, Math.max(0, (event.clientX - left) / width)));
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    seek(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) seek(event);
  });

  return {
    element,
    draw: (peaks) => {
      far.setAttribute("d", bars(peaks.far, -1));
      near.setAttribute("d", bars(peaks.near, 1));
    },
    show: (part) => {
      played.setAttribute("width", String(part * WIDTH));
      cursor.setAttribute("x", String(Math.min(WIDTH - 2, part * WIDTH)));
    },
  };
}

function bars(loud, direction) {
  const step = WIDTH / Math.max(1, loud.length);
  return loud
    .map((each, index) => {
      const height = direction * Math.max(0.4, (each / 100) * (MIDDLE - 4));
      return `M${(index * step).toFixed(2)} ${MIDDLE}v${height.toFixed(2)}h${(step * 0.8).toFixed(2)}V${MIDDLE}z`;
    })
    .join("");
}

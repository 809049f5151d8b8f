import { get } from "./api.js";
import { h, setText } from "./dom.js";
import { clock, spokenDuration } from "./format.js";
import { waveform } from "./waveform.js";

const STEP_S = 5;
const LEAP_S = 30;
const NAMES = { mixed: "Both sides", far: "Far end", near: "Our side" };
const ELSEWHERE = "It lies with the gateway that had the call up: open it there.";
const STATES = {
  recording: "This call is being recorded.",
  encoding: "The recording is being made ready …",
};

/** The recording of a call: a player with its waveform, and the files. */
export function recordingPanel() {
  const state = h("p.fine", { role: "status" });
  const failure = h("p.wrong");
  const audio = h("audio", { preload: "metadata", onerror: renew });
  const toggle = h("button.play", { type: "button", onclick: playOrPause }, "Play");
  const position = h("span.position");
  const legend = h("span.fine.legend", {}, "Far end above, our side below");
  const wave = waveform({ onSeek: (part) => goTo(part * length()) });
  const slider = h(
    "div.wave",
    {
      ...{ role: "slider", tabindex: "0", "aria-label": "Position in the recording", "aria-valuemin": "0" },
      onkeydown: byKey,
    },
    wave.element,
  );
  const player = h("div.player", {}, toggle, slider, h("div.under", {}, position, legend), audio);
  const links = h("ul.files", { role: "list", "aria-label": "Files of the recording" });
  const element = h(
    "section.panel.recording",
    { "aria-labelledby": "recording-title", hidden: true },
    h("h2", { id: "recording-title" }, "Recording"),
    state,
    failure,
    player,
    links,
  );
  for (const event of ["timeupdate", "play", "pause", "ended", "seeked", "loadedmetadata"]) {
    audio.addEventListener(event, show);
  }
  let recording = null;
  let shown = "";
  let renewed = "";

  /** Seconds. */
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : (recording?.duration ?? 0) / 1000);
  const source = () => recording?.files.find(({ which }) => which === "mixed")?.url;

  function playOrPause() {
    if (audio.paused) audio.play().catch(() => setText(failure, "It cannot be played here."));
    else audio.pause();
  }

  function goTo(seconds) {
    audio.currentTime = Math.min(length(), Math.max(0, seconds));
    show();
  }

  function byKey(event) {
    const now = audio.currentTime;
    const to = {
      ArrowRight: now + STEP_S,
      ArrowUp: now + STEP_S,
      ArrowLeft: now - STEP_S,
      ArrowDown: now - STEP_S,
      PageUp: now + LEAP_S,
      PageDown: now - LEAP_S,
      Home: 0,
      End: length(),
    }[event.key];
    if (to !== undefined) goTo(to);
    else if (event.key === " ") playOrPause();
    else return;
    event.preventDefault();
  }

  function show() {
    const seconds = audio.currentTime;
    setText(toggle, audio.paused ? "Play" : "Pause");
    setText(position, `${clock(seconds * 1000)} / ${clock(length() * 1000)}`);
    slider.setAttribute("aria-valuemax", String(Math.round(length())));
    slider.setAttribute("aria-valuenow", String(Math.round(seconds)));
    slider.setAttribute("aria-valuetext", `${spokenDuration(seconds * 1000)} of ${spokenDuration(length() * 1000)}`);
    wave.show(length() > 0 ? seconds / length() : 0);
  }

  /** The way to the file is good for some hours; the latest one is tried once. */
  function renew() {
    const url = source();
    if (url === undefined || renewed === url || audio.getAttribute("src") === url) return;
    renewed = url;
    const { currentTime } = audio;
    audio.src = url;
    audio.currentTime = currentTime;
  }

  return {
    element,
    /** Whether there is something to be heard. */
    isPlayable: () => source() !== undefined,
    /** Plays from what was said at that time on, in milliseconds since the epoch. */
    playFrom: (at) => {
      goTo((at - Date.parse(recording?.startedAt)) / 1000);
      if (audio.paused) playOrPause();
    },
    leave: () => {
      audio.pause();
      audio.removeAttribute("src");
    },
    update: (next) => {
      recording = next;
      element.hidden = next === null;
      if (next === null) return;
      for (const { which, url } of next.files)
        links.querySelector(`[data-which="${which}"]`)?.setAttribute("href", `${url}&download=1`);
      const told = JSON.stringify([
        next.state,
        next.failure,
        next.isHere,
        next.files.map(({ which, bytes }) => [which, bytes]),
      ]);
      if (told === shown) return;
      shown = told;
      const over = next.state === "finished" || next.state === "failed";
      setText(state, over && !next.isHere ? ELSEWHERE : (STATES[next.state] ?? ""));
      state.hidden = state.textContent === "";
      setText(failure, next.failure ?? "");
      player.hidden = source() === undefined;
      if (!player.hidden) audio.src = source();
      links.replaceChildren(...next.files.map(fileLink));
      links.hidden = next.files.length === 0;
      show();
      if (!player.hidden) get(next.waveform).then(wave.draw, () => {});
    },
  };
}

function fileLink({ which, url, bytes }) {
  const size = bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  const what = `${NAMES[which]}, ${which === "mixed" ? "compressed" : "WAV"}, ${size}`;
  return h("li", {}, h("a", { href: `${url}&download=1`, download: "", "data-which": which }, what));
}

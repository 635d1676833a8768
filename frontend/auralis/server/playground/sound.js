// The one sound that plays: what it says of itself, its end, its download.

import { Player } from "./player.js";

const element = (id) => document.getElementById(id);
const seconds = (value) => `${value.toFixed(2)} s`;
let current = null;

export function say(text) {
  element("status").textContent = text;
}

export function complain(text) {
  element("error").textContent = text;
  element("error").hidden = !text;
}

/** Ends what plays. */
export function stop() {
  current?.controller.abort();
  current?.player.stop();
}

/** Run `make(player, signal)`, which pushes sound to the player, and hear the sound out. */
export async function play(make) {
  stop();
  complain("");
  const controller = new AbortController();
  const player = new Player(element("level"), show);
  const mine = (current = { controller, player });
  element("stop").disabled = false;
  element("download").hidden = true;
  element("first").textContent = element("length").textContent = element("dry").textContent = "–";
  say("Waiting for the first sound …");
  let ending = "Done.";
  try {
    await make(player, controller.signal);
    if (player.seconds) say("Everything is here; playing on …");
    await player.heard();
    if (controller.signal.aborted) ending = "Stopped.";
  } catch (error) {
    player.stop();
    ending = controller.signal.aborted ? "Stopped." : "Failed.";
    if (!controller.signal.aborted) complain(error.message);
  }
  if (current !== mine) return; // something else plays by now
  current = null;
  say(ending);
  element("stop").disabled = true;
  if (player.seconds) offer(player.file());
}

function show(player) {
  element("first").textContent = seconds(player.first);
  element("length").textContent = seconds(player.seconds);
  element("dry").textContent = `${player.dry} ×`;
  if (element("status").textContent.startsWith("Waiting")) say("Playing while more is made …");
}

function offer(file) {
  const link = element("download");
  if (link.href) URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(file);
  link.hidden = false;
}

element("stop").addEventListener("click", stop);

// The page: its tabs, the text that is spoken, the key.

import { call, key, pieces } from "./api.js";
import "./chat.js";
import { complain, play } from "./sound.js";
import { chosen, list } from "./voice.js";

const element = (id) => document.getElementById(id);

async function speak(player, signal) {
  const json = {
    model: "xttsv2",
    input: element("text").value,
    voice: await chosen(),
    response_format: "pcm",
    speed: Number(element("speed").value),
    language: element("language").value || "auto",
  };
  const response = await call("/v1/audio/speech", { json, signal });
  for await (const piece of pieces(response)) await player.push(piece);
}

element("speak-form").addEventListener("submit", (event) => {
  event.preventDefault();
  play(speak);
});
element("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element("speak-form").requestSubmit();
});

const tabs = [...document.querySelectorAll("[role=tab]")];
function open(tab) {
  for (const other of tabs) {
    other.setAttribute("aria-selected", other === tab);
    other.tabIndex = other === tab ? 0 : -1;
    element(other.getAttribute("aria-controls")).hidden = other !== tab;
  }
}
tabs.forEach((tab, at) => {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", ({ key: pressed }) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[pressed];
    if (!steps) return;
    const next = tabs[(at + steps + tabs.length) % tabs.length];
    open(next);
    next.focus();
  });
});

const voices = () => list().catch((error) => complain(error.message));
key.value = sessionStorage.getItem("key") ?? "";
key.addEventListener("change", () => {
  sessionStorage.setItem("key", key.value);
  complain("");
  voices();
});
voices();

// A conversation with an LLM, whose answers are spoken while they are written.

import { bytes, call, events } from "./api.js";
import { play } from "./sound.js";
import { chosen } from "./voice.js";

const element = (id) => document.getElementById(id);
let messages = [];

async function ask(question) {
  messages.push({ role: "user", content: question });
  write("user", question);
  const answer = { role: "assistant", content: "" };
  const line = write("assistant", "…");
  await play(async (player, signal) => {
    const response = await call("/v1/chat/completions", { json: await request(), signal });
    for await (const event of events(response)) {
      if (event.object === "audio.chunk") {
        await player.push(bytes(event.data));
      } else if (event.choices?.[0]?.delta.content) {
        answer.content += event.choices[0].delta.content;
        line.textContent = answer.content;
      }
    }
  });
  if (answer.content) {
    messages.push(answer);
  } else {
    messages = messages.slice(0, -1); // it can be asked again
    line.remove();
  }
}

async function request() {
  const instructions = element("llm-system").value;
  const system = instructions ? [{ role: "system", content: instructions }] : [];
  const body = {
    model: element("llm-model").value || "default",
    messages: [...system, ...messages],
    stream: true,
    modalities: ["text", "audio"],
    voice: await chosen(),
    audio_format: "pcm",
  };
  if (element("llm-url").value) body.openai_api_url = element("llm-url").value;
  return body;
}

function write(role, text) {
  const line = document.createElement("li");
  line.className = role;
  line.textContent = text;
  element("messages").append(line);
  return line;
}

element("chat-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const question = element("message").value.trim();
  if (!question) return;
  element("message").value = "";
  ask(question);
});
element("forget").addEventListener("click", () => {
  messages = [];
  element("messages").replaceChildren();
});

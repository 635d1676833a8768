// The voice: one that the server has, a file, or a recording of the microphone.

import { base64, call } from "./api.js";
import { complain } from "./sound.js";

const element = (id) => document.getElementById(id);
const OWN = " own";
let own = null; // the file or recording, as a Blob
let recorder = null;

/** What `voice` of a request is: a name, or a list of one recording in base64. */
export async function chosen() {
  const value = element("voices").value;
  if (value !== OWN) {
    if (!value) throw new Error("There is no voice yet: upload or record one.");
    return value;
  }
  return [await base64(own)];
}

export async function list(select) {
  const response = await call("/v1/audio/voices", { method: "GET" });
  const { voices } = await response.json();
  const options = voices.map(({ id, name }) => new Option(name, id));
  if (own) options.unshift(new Option(own.name ?? "My recording", OWN));
  if (!options.length) options.push(new Option("None yet: upload or record one", ""));
  element("voices").replaceChildren(...options);
  if (select) element("voices").value = select;
}

async function use(blob) {
  own = blob;
  const sample = element("sample");
  if (sample.src) URL.revokeObjectURL(sample.src);
  sample.src = URL.createObjectURL(blob);
  element("own").hidden = false;
  element("own-name").value = (blob.name ?? "my voice").replace(/\.\w+$/, "");
  await list(OWN).catch(() => element("voices").replaceChildren(new Option(blob.name ?? "My recording", OWN)));
}

async function record() {
  if (!navigator.mediaDevices) {
    throw new Error("Browsers record on https and on localhost only. Upload a file instead.");
  }
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const parts = [];
  const began = Date.now();
  recorder = new MediaRecorder(stream);
  recorder.ondataavailable = ({ data }) => {
    parts.push(data);
    element("recording").textContent = `Recording: ${Math.round((Date.now() - began) / 1000)} s`;
  };
  recorder.onstop = () => {
    stream.getTracks().forEach((track) => track.stop());
    show(false);
    use(new Blob(parts, { type: recorder.mimeType }));
  };
  recorder.start(500);
  show(true);
}

function show(recording) {
  element("record").textContent = recording ? "Stop recording" : "Record";
  element("record").setAttribute("aria-pressed", recording);
  if (!recording) element("recording").textContent = "Recorded.";
}

async function keep() {
  const form = new FormData();
  form.set("name", element("own-name").value);
  form.set("audio_sample", own, own.name ?? "recording.webm");
  const response = await call("/v1/audio/voices", { body: form });
  const { id } = await response.json();
  own = null;
  element("own").hidden = true;
  await list(id);
}

const complaining = (act) => (event) => {
  complain("");
  act(event).catch((error) => complain(error.message));
};
element("upload").addEventListener("change", complaining(async ({ target }) => {
  if (target.files.length) await use(target.files[0]);
}));
element("record").addEventListener("click", complaining(async () => {
  if (recorder?.state === "recording") recorder.stop();
  else await record();
}));
element("keep").addEventListener("click", complaining(keep));

// One whole session with the Node SDK, as session.py has it; run.py says what the argument holds.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import OpenAI from "openai";

const session = JSON.parse(process.argv[2]);
const FORMATS = {
  mp3: "audio/mpeg",
  opus: "audio/ogg",
  aac: "audio/aac",
  flac: "audio/flac",
  wav: "audio/wav",
  pcm: "audio/pcm",
};
const KEY = "your-api-key";
const USER = { role: "user", content: "Hi" };
const TOOL = { type: "function", function: { name: "look", parameters: { type: "object" } } };

const recorded = fs.readFileSync(session.recording).toString("base64");
const client = (baseURL, apiKey = KEY) => new OpenAI({ apiKey, baseURL, maxRetries: 0 });
const api = client(session.url);

function keep(name, ...pieces) {
  fs.writeFileSync(path.join(session.out, name), Buffer.concat(pieces));
}

function bytes(base64) {
  assert.match(base64, /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "no base64");
  return Buffer.from(base64, "base64");
}

const content = async (response) => Buffer.from(await response.arrayBuffer());

const spoken = (fields = {}) => ({ model: "tts-1", input: session.text, voice: [recorded], ...fields });

const chat = (fields = {}) => ({
  model: "llm-7b",
  messages: [USER],
  openai_api_url: session.llm_url,
  ...fields,
});

const official = (voice, format, fields = {}) =>
  chat({ modalities: ["text", "audio"], audio: { voice, format }, ...fields });

async function refused(kind, expected, ask) {
  const error = await ask().then(
    () => assert.fail(`nothing was refused; expected ${kind.name} ${JSON.stringify(expected)}`),
    (reason) => reason,
  );
  assert.ok(error instanceof kind, `${error} is no ${kind.name}`);
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(error[name], value, `${name} of ${error}`);
  }
  assert.ok(error.error?.message, `${error} has no error object`);
  if (error.status !== undefined) {
    assert.ok(error.requestID, `${error} has no request id`);
  }
  if (error instanceof OpenAI.RateLimitError) {
    assert.ok(error.headers.get("retry-after"), `${error} does not say when to try again`);
  }
}

async function models() {
  const names = [];
  for await (const model of api.models.list()) {
    names.push(model.id);
  }
  assert.deepEqual(names, ["xttsv2", "xttsv2@1"]);
  assert.equal((await api.models.retrieve("tts-1-hd")).id, "tts-1-hd");
  await refused(OpenAI.NotFoundError, { code: "model_not_found", param: "model" }, () =>
    api.models.retrieve("whisper-1"),
  );
}

async function speech() {
  for (const [format, mediaType] of Object.entries(FORMATS)) {
    const asked = spoken({ response_format: format });
    keep(`speech-whole.${format}`, await content(await api.audio.speech.create(asked)));
    const streamed = await api.audio.speech.create(asked);
    assert.equal(streamed.headers.get("content-type"), mediaType);
    const pieces = [];
    for await (const piece of streamed.body) {
      pieces.push(piece);
    }
    keep(`speech-streamed.${format}`, ...pieces);
    const events = await api.audio.speech.create({ ...asked, stream_format: "sse" });
    keep(`speech-events.${format}`, soundOfEvents(await events.text()));
  }
  for (const [name, speed] of [
    ["fast.mp3", 2.0],
    ["slow.flac", 0.5],
  ]) {
    const asked = spoken({ response_format: name.split(".")[1], speed });
    keep(`speech-${name}`, await content(await api.audio.speech.create(asked)));
  }
  const { data, response } = await api.audio.speech
    .create(spoken({ voice: "alloy", response_format: "wav", instructions: "Whisper." }))
    .withResponse();
  assert.equal(response.headers.get("x-auralis-ignored"), "instructions");
  keep("builtin-whole.wav", await content(data));
  const seed = { enhance_speech: true, max_ref_length: 60, temperature: 0.75, language: "auto" };
  const made = await api.audio.speech.create(spoken({ model: "xttsv2", ...seed }));
  keep("speech-seed.mp3", await content(made));
}

function soundOfEvents(text) {
  const lines = text.split("\n").filter((line) => line !== "");
  const events = lines.map((line) => JSON.parse(line.replace(/^data: /, "")));
  const { type, usage } = events.pop();
  assert.equal(type, "speech.audio.done");
  assert.equal(usage.total_tokens, usage.input_tokens + usage.output_tokens);
  assert.ok(events.every((event) => event.type === "speech.audio.delta"));
  const joined = bytes(events.map((event) => event.audio).join(""));
  assert.ok(joined.equals(Buffer.concat(events.map((event) => bytes(event.audio)))), "cannot be joined");
  return joined;
}

async function voices() {
  const consent = await consents();
  const sample = () => fs.createReadStream(session.recording);
  const voice = await api.audio.voices.create({ name: "Grandmother", consent, audio_sample: sample() });
  assert.deepEqual([voice.object, voice.name], ["audio.voice", "Grandmother"]);
  for (const [name, each] of Object.entries({ name: "Grandmother", id: voice.id, object: { id: voice.id } })) {
    const made = await api.audio.speech.create(spoken({ voice: each, response_format: "wav" }));
    keep(`speech-voice-${name}.wav`, await content(made));
  }
  await refused(OpenAI.ConflictError, { param: "name" }, () =>
    api.audio.voices.create({ name: "grandmother", consent, audio_sample: sample() }),
  );
  return voice.id;
}

async function consents() {
  const resource = api.audio.voiceConsents;
  const made = [];
  for (const name of ["one", "two", "three"]) {
    const recording = fs.createReadStream(session.recording);
    made.push(await resource.create({ name, language: "en-US", recording }));
  }
  assert.deepEqual(await resource.retrieve(made[0].id), made[0]);
  const listed = [];
  for await (const consent of resource.list({ limit: 1 })) {
    listed.push(consent.id);
  }
  assert.deepEqual(listed.sort(), made.map((consent) => consent.id).sort());
  assert.equal((await resource.update(made[1].id, { name: "other" })).name, "other");
  assert.ok((await resource.delete(made[1].id)).deleted);
  await refused(OpenAI.NotFoundError, {}, () => resource.retrieve(made[1].id));
  return made[0].id;
}

async function deleteVoice(voice) {
  assert.ok((await api.audio.voices.delete(voice)).deleted);
  await refused(OpenAI.NotFoundError, { code: "voice_not_found", param: "voice" }, () =>
    api.audio.speech.create(spoken({ voice })),
  );
}

async function seedChats() {
  const seed = { speaker_files: [recorded], enhance_speech: true, vocalize_at_every_n_words: 40, language: "auto" };
  const stream = await api.chat.completions.create(
    chat({ ...seed, modalities: ["text", "audio"], stream: true }),
  );
  const chunks = [];
  let text = "";
  for await (const chunk of stream) {
    if (chunk.object === "audio.chunk") {
      chunks.push(bytes(chunk.data));
    } else {
      text += chunk.choices[0].delta.content;
    }
  }
  assert.equal(text, session.answer);
  keep("chat-seed.wav", ...chunks);

  const own = { speaker_files: [recorded], audio_format: "mp3" };
  const sound = [];
  let deltas = "";
  for await (const chunk of await api.chat.completions.create(chat({ ...own, stream: true }))) {
    deltas += chunk.choices[0].delta.content ?? "";
    if (chunk.object === "audio.chunk") {
      sound.push(bytes(chunk.data));
    }
  }
  assert.equal(deltas, session.answer);
  keep("chat-seed-compressed.mp3", ...sound);

  const helper = api.chat.completions.stream(chat(own));
  assert.equal(await helper.finalContent(), session.answer);
  assert.equal((await helper.finalChatCompletion()).choices[0].finish_reason, "stop");

  const { message } = (await api.chat.completions.create(chat(own))).choices[0];
  assert.equal(message.content, session.answer);
  assert.equal(message.audio.transcript, session.answer);
  keep("chat-seed-whole.mp3", bytes(message.audio.data));
}

async function officialChats(voice) {
  const pcm16 = official({ id: voice }, "pcm16");
  const told = [];
  const options = { stream: true, stream_options: { include_usage: true } };
  for await (const chunk of await api.chat.completions.create({ ...pcm16, ...options })) {
    told.push(chunk);
  }
  assert.equal(told.pop().usage.total_tokens, 3);
  keep("chat-official.pcm", soundOfChunks(told));

  const chunks = [];
  const helper = api.chat.completions.stream(pcm16);
  helper.on("chunk", (chunk) => chunks.push(chunk));
  const final = (await helper.finalChatCompletion()).choices[0];
  assert.deepEqual([final.finish_reason, final.message.role], ["stop", "assistant"]);
  keep("chat-official-helper.pcm", soundOfChunks(chunks)); // this SDK does not put `audio` together

  const whole = await api.chat.completions.create(official("Grandmother", "wav"));
  const { message } = whole.choices[0];
  assert.equal(message.content, null);
  assert.equal(message.audio.transcript, session.answer);
  keep("chat-official-whole.wav", bytes(message.audio.data));
  const earlier = { role: "assistant", audio: { id: message.audio.id } };
  const followUp = await api.chat.completions.create(chat({ messages: [USER, earlier, USER] }));
  assert.equal(followUp.choices[0].message.content, session.answer);
}

function soundOfChunks(chunks) {
  const choices = chunks.map((chunk) => chunk.choices[0]);
  assert.equal(choices.at(-1).finish_reason, "stop");
  assert.ok(choices.slice(0, -1).every((choice) => choice.finish_reason === null));
  const audio = choices.map((choice) => choice.delta.audio).filter(Boolean);
  assert.equal(audio.map((each) => each.transcript ?? "").join(""), session.answer);
  for (const name of ["id", "expires_at"]) {
    assert.equal(audio.filter((each) => name in each).length, 1, name);
  }
  return bytes(audio.map((each) => each.data ?? "").join(""));
}

async function atOnce() {
  const speak = async (name) => {
    const asked = spoken({ response_format: name.split(".")[1] });
    keep(name, await content(await api.audio.speech.create(asked)));
  };
  const talk = async () => {
    const chunks = [];
    for await (const chunk of await api.chat.completions.create(
      official([recorded], "opus", { stream: true }),
    )) {
      chunks.push(chunk);
    }
    keep("chat-async.opus", soundOfChunks(chunks));
  };
  await Promise.all([speak("speech-async.mp3"), speak("speech-async.pcm"), talk()]);
}

async function tools() {
  const final = await api.chat.completions.stream(chat({ tools: [TOOL] })).finalChatCompletion();
  assert.equal(final.choices[0].finish_reason, "tool_calls");
  assert.equal(final.choices[0].message.tool_calls[0].function.name, "look");
}

async function errors() {
  for (const [kind, asked, expected] of [
    [OpenAI.NotFoundError, { model: "tts-9" }, { code: "model_not_found", param: "model" }],
    [OpenAI.NotFoundError, { voice: "nobody" }, { code: "voice_not_found", param: "voice" }],
    [OpenAI.BadRequestError, { response_format: "raw" }, { param: "response_format" }],
    [OpenAI.BadRequestError, { speed: 9 }, { param: "speed" }],
    [OpenAI.BadRequestError, { voice: ["bm8gYXVkaW8="] }, { param: "voice" }],
  ]) {
    await refused(kind, { type: "invalid_request_error", ...expected }, () =>
      api.audio.speech.create(spoken(asked)),
    );
  }
  const own = { speaker_files: [recorded], stream: true };
  await refused(OpenAI.RateLimitError, { code: "rate_limit_exceeded" }, () =>
    api.chat.completions.create(chat(own)),
  );
  await refused(OpenAI.InternalServerError, { status: 502 }, () =>
    api.chat.completions.create(chat({ ...own, openai_api_url: session.closed_url })),
  );
  const stream = await api.chat.completions.create(chat(own));
  let came = 0;
  await refused(OpenAI.APIError, {}, async () => {
    for await (const chunk of stream) {
      came += chunk.choices.length;
    }
  });
  assert.ok(came > 0, "nothing came before the LLM broke off");
  await refused(OpenAI.AuthenticationError, { code: "invalid_api_key" }, () =>
    client(session.keyed_url).audio.speech.create(spoken()),
  );
  assert.equal((await client(session.keyed_url, session.key).models.retrieve("tts-1")).id, "tts-1");
  await refused(OpenAI.RateLimitError, {}, () => client(session.full_url).audio.speech.create(spoken()));
}

await models();
await speech();
const voice = await voices();
await seedChats();
await officialChats(voice);
await atOnce();
await tools();
await errors();
await deleteVoice(voice);
const { version } = JSON.parse(
  fs.readFileSync(new URL("node_modules/openai/package.json", import.meta.url)),
);
process.stdout.write(JSON.stringify({ sdk: `openai-node ${version}, Node.js ${process.versions.node}` }) + "\n");

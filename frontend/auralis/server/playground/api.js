// Calls of this server: with the key that was typed in, and with errors as people can read them.

export const key = document.getElementById("key");

/** Ask this server; throws an Error whose message is the server's own. */
export async function call(path, { method = "POST", json, body, signal } = {}) {
  const headers = {};
  if (key?.value) headers.authorization = `Bearer ${key.value}`;
  if (json !== undefined) {
    headers["content-type"] = "application/json";
    body = JSON.stringify(json);
  }
  let response;
  try {
    response = await fetch(path, { method, headers, body, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server cannot be reached.");
  }
  if (!response.ok) throw new Error(await reason(response));
  return response;
}

async function reason(response) {
  const text = await response.text();
  try {
    return JSON.parse(text).error.message;
  } catch {
    return `The server answered with status ${response.status}.`;
  }
}

/** Yield the bytes of a body as they come. */
export async function* pieces(response) {
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Yield the documents of a stream of events until [DONE]; throws the one that is an error. */
export async function* events(response) {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of pieces(response)) {
    text += decoder.decode(piece, { stream: true });
    const lines = text.split(/\r?\n/);
    text = lines.pop();
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      const data = line.slice(5).trim();
      if (data === "[DONE]") return;
      const event = JSON.parse(data);
      if (event.error) throw new Error(event.error.message ?? String(event.error));
      yield event;
    }
  }
  throw new Error("The answer broke off.");
}

export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(text);
}

export function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

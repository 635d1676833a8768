// The OpenAPI schema, made readable.

const schema = await (await fetch("/openapi.json")).json();

function make(tag, text, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

function resolved(node) {
  if (!node?.$ref) return node ?? {};
  return node.$ref.split("/").slice(1).reduce((place, name) => place[name], schema);
}

/** A type in words: `string`, `integer or null`, `list of string`. */
function type(node) {
  const it = resolved(node);
  if (it.anyOf) return it.anyOf.map(type).join(" or ");
  if (it.const !== undefined) return JSON.stringify(it.const);
  if (it.enum) return it.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (it.type === "array") return `list of ${type(it.items)}`;
  return it.format === "binary" || it.contentMediaType ? "file" : (it.type ?? "anything");
}

function row(name, node, required) {
  const it = resolved(node);
  const notes = [it.description];
  if (required) notes.unshift("required");
  else if (it.default !== undefined) notes.unshift(`default ${JSON.stringify(it.default)}`);
  if (it.minimum !== undefined || it.maximum !== undefined) notes.push(`${it.minimum ?? ""} … ${it.maximum ?? ""}`);
  const cells = [make("td", type(node)), make("td", notes.filter(Boolean).join("; "))];
  const head = make("th", name);
  head.scope = "row";
  return make("tr", "", head, ...cells);
}

function fields(operation) {
  const rows = (operation.parameters ?? []).map((it) => row(it.name, { description: it.description, ...it.schema }, it.required));
  for (const { schema: body } of Object.values(operation.requestBody?.content ?? {})) {
    const it = resolved(body);
    const needed = ([name]) => Boolean(it.required?.includes(name));
    const properties = Object.entries(it.properties ?? {}).sort((one, other) => needed(other) - needed(one));
    rows.push(...properties.map((property) => row(...property, needed(property))));
  }
  const box = make("div", "", make("table", "", make("tbody", "", ...rows)));
  box.className = "fields";
  return rows.length ? [box] : [];
}

function answers(operation) {
  const list = Object.entries(operation.responses ?? {}).map(([status, it]) => {
    const kinds = Object.keys(it.content ?? {}).join(", ");
    return make("li", `${status}: ${it.description}${kinds ? ` (${kinds})` : ""}`);
  });
  return make("ul", "", ...list);
}

for (const [path, methods] of Object.entries(schema.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    const section = make("section", "", make("h2", `${method.toUpperCase()} ${path}`));
    section.className = "operation";
    section.append(make("p", operation.description ?? operation.summary ?? ""), ...fields(operation), answers(operation));
    document.getElementById("operations").append(section);
  }
}

import { type Html, html } from "../http/html.js";
import type { Content, OpenApiDocument, Operation, Response } from "./document.js";
import { markdown } from "./markdown.js";
import type { JsonSchema } from "./schemas.js";

/** The page at `/reference`: the OpenAPI document for people. Everything in it is written by us, and escaped all the same. Pure. */

export function referencePage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const groups = document.tags.map(({ name, description }) => ({
    name,
    description,
    operations: operations.filter(({ operation }) => operation.tags?.includes(name)),
  }));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference · Telephony gateway</title>
<link rel="icon" href="/web/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/web/base.css">
<link rel="stylesheet" href="/web/reference.css">
</head>
<body>
<a class="skip" href="#content">Skip to the operations</a>
<header class="bar"><a class="brand" href="/"><img src="/web/mark.svg" alt="" width="28" height="28"><span>Telephony gateway</span></a>
<nav class="links" aria-label="Documents"><a href="/">Calls</a><a href="/openapi.json">OpenAPI</a></nav></header>
<div class="book">
<nav class="contents" aria-label="Operations">${groups.map(
    (group) =>
      html`<h2>${group.name}</h2><ul>${group.operations.map(
        ({ method, path, operation }) =>
          html`<li><a href="#${operation.operationId}">${verb(method)} <span>${path}</span></a></li>`,
      )}</ul>`,
  )}<h2>schemas</h2><ul>${Object.keys(document.components.schemas).map(
    (name) => html`<li><a href="#schema-${name}">${name}</a></li>`,
  )}</ul></nav>
<main id="content" tabindex="-1">
<h1>API reference</h1>
<div class="prose">${markdown(String(document.info.description ?? ""))}</div>
${groups.map(
  (
    group,
  ) => html`<section class="group" aria-label="${group.name}"><h2 class="tag">${group.name}</h2><p class="fine">${group.description}</p>
${group.operations.map((each) => operationCard(each.method, each.path, each.operation))}</section>`,
)}
<section class="group" aria-label="Schemas"><h2 class="tag">schemas</h2>
${Object.entries(document.components.schemas).map(
  ([name, schema]) =>
    html`<article class="panel" id="schema-${name}"><h3>${name}</h3>${examples(schema)}${source(schema)}</article>`,
)}</section>
</main></div>
</body></html>`.text;
}

function operationCard(method: string, path: string, operation: Operation): Html {
  const { operationId, summary, description, parameters = [], requestBody, responses, security } = operation;
  return html`<article class="panel" id="${operationId}">
<h3>${verb(method)} <code>${path}</code></h3>
<p>${summary ?? ""}.</p>${description === undefined ? "" : html`<div class="prose">${markdown(description)}</div>`}
<p class="fine">${access(security)}</p>
${
  parameters.length === 0
    ? ""
    : html`<h4>Parameters</h4><dl class="fields">${parameters.map(
        (
          each,
        ) => html`<div><dt><code>${each.name}</code> <span class="fine">${each.in}${each.required ? "" : ", optional"}</span></dt>
<dd>${each.description ?? ""} <code>${JSON.stringify(each.schema)}</code></dd></div>`,
      )}</dl>`
}
${requestBody === undefined ? "" : html`<h4>Body</h4><p>${contentLinks(requestBody.content)}</p>`}
<h4>Answers</h4><dl class="answers">${Object.entries(responses).map(([status, response]) => answer(status, response))}</dl>
</article>`;
}

function answer(status: string, { description, headers = {}, content }: Response): Html {
  const names = Object.keys(headers);
  return html`<div><dt class="status-${status.charAt(0)}">${status}</dt><dd>${description}${
    names.length === 0 ? "" : html` With <code>${names.join(", ")}</code>.`
  } ${content === undefined ? "" : contentLinks(content)}</dd></div>`;
}

function contentLinks(content: Content): readonly Html[] {
  return Object.entries(content).map(([mediaType, { schema }]) => {
    const name = typeof schema.$ref === "string" ? schema.$ref.replace("#/components/schemas/", "") : undefined;
    return name === undefined ? html`<code>${mediaType}</code>` : html`<a href="#schema-${name}">${name}</a>`;
  });
}

function examples({ examples: all }: JsonSchema): readonly Html[] {
  return Array.isArray(all)
    ? all.map(
        (each) => html`<pre tabindex="0" aria-label="Example"><code>${JSON.stringify(each, null, 2)}</code></pre>`,
      )
    : [];
}

function source({ examples: _examples, ...schema }: JsonSchema): Html {
  return html`<details><summary>Schema</summary><pre tabindex="0"><code>${JSON.stringify(schema, null, 2)}</code></pre></details>`;
}

function access(security: Operation["security"]): string {
  const names = security.flatMap((each) => Object.keys(each));
  if (names.includes("adminToken")) return "From the gateway's own machine, or with the admin token.";
  return names.length === 0 ? "Open to all." : "With a token, in X-API-KEY or Authorization: Bearer.";
}

function verb(method: string): Html {
  return html`<span class="verb verb-${method.toLowerCase()}">${method}</span>`;
}

/** HTML that is escaped where it is put together. Pure. */

export class Html {
  constructor(private readonly source: string) {}

  toString(): string {
    return this.source;
  }
}

type Part = string | Html | readonly Part[];

/** Everything that is put in is escaped, but what was made by this. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + render(parts[index] ?? "")).join(""));
}

function render(part: Part): string {
  if (part instanceof Html) return part.toString();
  if (typeof part === "string") return escapeHtml(part);
  return part.map(render).join("");
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Paragraphs, `code`, **bold** and [links](https://…): as much Markdown as the document's own prose has. */
export function markdown(text: string): readonly Html[] {
  return text.split(/\n{2,}/).map((paragraph) => {
    const inline = escapeHtml(paragraph)
      .replace(/`([^`]+)`/g, "<code>$1</code>")
      .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
      .replace(/\[([^\]]+)\]\((https:[^\s)"]+)\)/g, '<a href="$2" rel="noreferrer">$1</a>');
    return html`<p>${new Html(inline)}</p>`;
  });
}

import { escaped, Html, html } from "../http/html.js";

/** Paragraphs, `code`, **bold** and [links](https://…): as much Markdown as the document's own prose has. */
export function markdown(text: string): readonly Html[] {
  return text.split(/\n{2,}/).map((paragraph) => {
    const inline = escaped(paragraph)
      .replace(/`([^`]+)`/g, "<code>$1</code>")
      .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
      .replace(/\[([^\]]+)\]\((https:[^\s)"]+)\)/g, '<a href="$2" rel="noreferrer">$1</a>');
    return html`<p>${new Html(inline)}</p>`;
  });
}

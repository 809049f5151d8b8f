/**
 * Files in memory, as the journal needs them: folders, names that move from one file to another at once, and writes that may stop half-way. There are very many
 * stories, and a real file system would take most of their time; that the real one behaves so is tested with the journal.
 */
export class FileSystem {
  readonly #files = new Map<string, { text: string }>();
  readonly #folders = new Set<string>();

  has(path: string): boolean {
    return this.#folders.has(path) || this.#files.has(path);
  }

  access(path: string): void {
    if (!this.has(path)) throw systemError("ENOENT");
  }

  makeFolder(path: string): void {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) this.#folders.add(path.slice(0, end));
  }

  /** Names in a folder, in one order. */
  list(folder: string): string[] {
    if (!this.#folders.has(folder)) throw systemError("ENOENT");
    const prefix = `${folder}/`;
    const names = [...this.#files.keys()].flatMap((path) =>
      path.startsWith(prefix) ? [path.slice(prefix.length)] : [],
    );
    return names.filter((name) => !name.includes("/")).sort();
  }

  read(path: string): string {
    return this.#file(path).text;
  }

  /** What is written to it goes to this very file, whatever its name is by then. */
  create(path: string): { append(text: string): void } {
    if (!this.#folders.has(folderOf(path))) throw systemError("ENOENT");
    if (this.#files.has(path)) throw systemError("EEXIST");
    const file = { text: "" };
    this.#files.set(path, file);
    return {
      append: (text) => {
        file.text += text;
      },
    };
  }

  /** A file that is there, to be added to. */
  open(path: string): { append(text: string): void } {
    const file = this.#file(path);
    return {
      append: (text) => {
        file.text += text;
      },
    };
  }

  rename(from: string, to: string): void {
    const file = this.#file(from);
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  link(from: string, to: string): void {
    const file = this.#file(from);
    if (this.#files.has(to)) throw systemError("EEXIST");
    this.#files.set(to, file);
  }

  /** That there is none is no error. */
  remove(path: string): void {
    this.#files.delete(path);
  }

  #file(path: string): { text: string } {
    const file = this.#files.get(path);
    if (file === undefined) throw systemError("ENOENT");
    return file;
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

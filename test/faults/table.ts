import { TROUBLES, type TroubleName } from "./faults.js";

/**
 * What comes of each fault. Two words with a slash between: at a server that knows idempotency keys, and at one that does not.
 *
 * - `start`: what `create` leaves in the state. `live`: the call, as if nothing had been. `salvaged`: the call, with what its answer lacks named. `unknown`: a
 *   start of unknown outcome. An error's code (without `SYMBL_`): nothing.
 * - `stop`: `gone`, or the code of the error with which the resource is kept.
 * - `read`: `live`, or the code of the warning with which the status becomes `unknown`.
 * - `token`: `fine`, or the code with which create leaves nothing, delete keeps the resource, and read warns.
 *
 * *lost*: the server has not carried the request out. *done*: it has. `-`: there is no such case.
 */
const TABLE = `
fault                            | start lost                 | start done         | stop lost           | stop done     | read              | token
refused                          | UNREACHABLE                | -                  | UNREACHABLE         | -             | UNREACHABLE       | UNREACHABLE
no such host                     | UNREACHABLE                | -                  | UNREACHABLE         | -             | UNREACHABLE       | UNREACHABLE
no connection in time            | TIMEOUT                    | -                  | TIMEOUT             | -             | TIMEOUT           | TIMEOUT
no TLS handshake in time         | TIMEOUT                    | -                  | TIMEOUT             | -             | TIMEOUT           | TIMEOUT
reset before the request         | UNREACHABLE                | -                  | UNREACHABLE         | -             | UNREACHABLE       | UNREACHABLE
reset after the request          | START_NOT_PLACED / unknown | live / unknown     | ANSWER_LOST         | ANSWER_LOST   | ANSWER_LOST       | ANSWER_LOST
silent after the request         | START_NOT_PLACED / unknown | live / unknown     | TIMEOUT             | TIMEOUT       | TIMEOUT           | TIMEOUT
reset after the headers          | -                          | live / unknown     | -                   | gone          | UNREADABLE_ANSWER | UNREADABLE_ANSWER
reset early in the body          | -                          | live / unknown     | -                   | gone          | UNREADABLE_ANSWER | UNREADABLE_ANSWER
reset late in the body           | -                          | live / salvaged    | -                   | gone          | UNREADABLE_ANSWER | UNREADABLE_ANSWER
slow-dripping body               | -                          | live / unknown     | -                   | gone          | UNREADABLE_ANSWER | UNREADABLE_ANSWER
10 MB before the answer          | -                          | live / unknown     | -                   | gone          | UNREADABLE_ANSWER | UNREADABLE_ANSWER
10 MB after the answer           | -                          | live / salvaged    | -                   | gone          | UNREADABLE_ANSWER | UNREADABLE_ANSWER
malformed JSON                   | START_NOT_PLACED / unknown | live / unknown     | -                   | gone          | UNEXPECTED_STATUS | UNREADABLE_ANSWER
JSON of another shape            | START_NOT_PLACED / unknown | live / unknown     | -                   | gone          | UNEXPECTED_STATUS | UNREADABLE_ANSWER
200 with a page                  | START_NOT_PLACED / unknown | live / unknown     | -                   | gone          | UNREADABLE_ANSWER | UNREADABLE_ANSWER
204                              | START_NOT_PLACED / unknown | live / unknown     | -                   | gone          | UNEXPECTED_STATUS | UNREADABLE_ANSWER
missing connectionId             | -                          | live / salvaged    | -                   | gone          | live              | fine
missing conversationId           | -                          | live / salvaged    | -                   | gone          | live              | fine
200 in place of 201              | -                          | live               | -                   | gone          | live              | fine
201 in place of 200              | -                          | live               | -                   | gone          | UNEXPECTED_STATUS | fine
302                              | START_NOT_PLACED / unknown | live / unknown     | UNEXPECTED_STATUS   | -             | UNEXPECTED_STATUS | UNEXPECTED_STATUS
307                              | UNEXPECTED_STATUS          | -                  | UNEXPECTED_STATUS   | -             | UNEXPECTED_STATUS | UNEXPECTED_STATUS
400                              | BAD_REQUEST                | -                  | BAD_REQUEST         | -             | BAD_REQUEST       | BAD_REQUEST
401                              | UNAUTHORIZED               | -                  | UNAUTHORIZED        | -             | UNAUTHORIZED      | UNAUTHORIZED
403                              | UNEXPECTED_STATUS          | -                  | UNEXPECTED_STATUS   | -             | UNEXPECTED_STATUS | UNEXPECTED_STATUS
404                              | NOT_FOUND                  | -                  | -                   | gone          | NOT_FOUND         | NOT_FOUND
404 as HTML                      | NOT_FOUND                  | -                  | HANG_UP_UNCONFIRMED | gone          | NOT_FOUND         | NOT_FOUND
408                              | START_NOT_PLACED / unknown | live / unknown     | UNEXPECTED_STATUS   | -             | UNEXPECTED_STATUS | UNEXPECTED_STATUS
409                              | START_NOT_PLACED / unknown | live / unknown     | UNEXPECTED_STATUS   | -             | UNEXPECTED_STATUS | UNEXPECTED_STATUS
429                              | TOO_MANY_CALLS             | -                  | TOO_MANY_CALLS      | -             | TOO_MANY_CALLS    | TOO_MANY_CALLS
429, Retry-After 1               | TOO_MANY_CALLS             | -                  | TOO_MANY_CALLS      | -             | TOO_MANY_CALLS    | TOO_MANY_CALLS
429, Retry-After of a fast clock | TOO_MANY_CALLS             | -                  | TOO_MANY_CALLS      | -             | TOO_MANY_CALLS    | TOO_MANY_CALLS
429, Retry-After of a slow clock | TOO_MANY_CALLS             | -                  | TOO_MANY_CALLS      | -             | TOO_MANY_CALLS    | TOO_MANY_CALLS
500                              | START_NOT_PLACED / unknown | live / unknown     | SERVER_ERROR        | SERVER_ERROR  | SERVER_ERROR      | SERVER_ERROR
502 as HTML                      | START_NOT_PLACED / unknown | live / unknown     | SERVER_ERROR        | SERVER_ERROR  | SERVER_ERROR      | SERVER_ERROR
503                              | START_NOT_PLACED / unknown | live / unknown     | SERVER_ERROR        | SERVER_ERROR  | SERVER_ERROR      | SERVER_ERROR
503, Retry-After 1               | START_NOT_PLACED / unknown | live / unknown     | SERVER_ERROR        | SERVER_ERROR  | SERVER_ERROR      | SERVER_ERROR
504                              | START_NOT_PLACED / unknown | live / unknown     | SERVER_ERROR        | SERVER_ERROR  | SERVER_ERROR      | SERVER_ERROR
`;

/** The same, for a fault that is gone with the next request of its kind. */
const PASSING = `
fault                            | start lost                 | start done         | stop lost           | stop done     | read              | token
reset after the request          | START_NOT_PLACED / unknown | live / unknown     | gone                | gone          | live              | fine
reset early in the body          | -                          | live / unknown     | -                   | gone          | live              | fine
302                              | START_NOT_PLACED / unknown | live / unknown     | UNEXPECTED_STATUS   | -             | UNEXPECTED_STATUS | UNEXPECTED_STATUS
401                              | live                       | -                  | gone                | -             | live              | UNAUTHORIZED
408                              | START_NOT_PLACED / unknown | live / unknown     | gone                | -             | live              | fine
429                              | live                       | -                  | gone                | -             | live              | fine
429, Retry-After 1               | live                       | -                  | gone                | -             | live              | fine
429, Retry-After of a slow clock | live                       | -                  | gone                | -             | live              | fine
500                              | START_NOT_PLACED / unknown | live / unknown     | gone                | gone          | live              | fine
503, Retry-After 1               | START_NOT_PLACED / unknown | live / unknown     | gone                | gone          | live              | fine
`;

export const COLUMNS = ["start lost", "start done", "stop lost", "stop done", "read", "token"] as const;
export type Column = (typeof COLUMNS)[number];

export interface Row {
  readonly trouble: TroubleName;
  /** Whether only the first request of its kind meets it. */
  readonly passing: boolean;
  /** The word of each case that there is: at a server that knows keys, and at one that does not. */
  readonly words: ReadonlyMap<Column, { readonly keys: string; readonly noKeys: string }>;
}

export const ROWS: readonly Row[] = [...rows(TABLE, false), ...rows(PASSING, true)];

function rows(table: string, passing: boolean): Row[] {
  const [, ...lines] = table.trim().split("\n");
  return lines.map((line) => {
    const [name = "", ...cells] = line.split("|").map((cell) => cell.trim());
    if (!isTrouble(name) || cells.length !== COLUMNS.length) throw new Error(`not a row of the table: ${line}`);
    const words = COLUMNS.flatMap((column, index) => {
      const [keys = "-", noKeys = keys] = (cells[index] ?? "-").split(" / ");
      return keys === "-" ? [] : [[column, { keys, noKeys }] as const];
    });
    return { trouble: name, passing, words: new Map(words) };
  });
}

function isTrouble(name: string): name is TroubleName {
  return Object.hasOwn(TROUBLES, name);
}

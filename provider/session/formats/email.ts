/** E-mail addresses. Sources: RFC 5321, section 4.5.3.1 (lengths), RFC 5322, section 3.4.1, RFC 6531 (letters of every script). */

const LONGEST = 254;
const LONGEST_LOCAL_PART = 64;
const LONGEST_LABEL = 63;

const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u;
const LABEL = /^[\p{L}\p{M}\p{N}-]+$/u;

/** What is wrong with an address, without repeating it. */
export function emailProblem(text: string): string | undefined {
  if (text === "") return "is empty: leave it out of the list";
  if (text.length > LONGEST) return `is longer than the ${LONGEST} characters of an e-mail address`;
  if (/^mailto:/i.test(text)) return "starts with mailto: — write the address alone";
  if (text !== text.trim()) return "has white space around it: write the address alone";
  if (/[<>]/.test(text)) return 'has angle brackets: write the address alone, as in "ada@example.com", without a name';
  if (/[,;]/.test(text)) return "is several addresses in one text: write each as an element of the list";
  if (/[\s\p{Cc}]/u.test(text)) return "contains white space";
  const at = text.indexOf("@");
  if (at < 0) return 'has no @: write an address such as "ada@example.com"';
  if (at !== text.lastIndexOf("@")) return "has more than one @";
  return localPartProblem(text.slice(0, at)) ?? domainProblem(text.slice(at + 1));
}

function localPartProblem(local: string): string | undefined {
  if (local === "") return "has nothing before the @";
  if (local.length > LONGEST_LOCAL_PART) return `has more than ${LONGEST_LOCAL_PART} characters before the @`;
  if (/^\.|\.\.|\.$/.test(local)) return "has a dot before the @ that does not stand between two characters";
  return LOCAL_PART.test(local) ? undefined : "has a character before the @ that no address has";
}

function domainProblem(domain: string): string | undefined {
  if (domain === "") return "has nothing after the @";
  const labels = domain.split(".");
  if (labels.includes("")) return "has a dot after the @ that does not stand between two names";
  if (labels.some((label) => label.length > LONGEST_LABEL))
    return `has a name after the @ that is longer than ${LONGEST_LABEL} characters`;
  if (labels.some((label) => !LABEL.test(label))) return "has a character after the @ that no domain has";
  if (labels.some((label) => /^-|-$/.test(label))) return "has a name after the @ that starts or ends with a dash";
  // A mail server on one's own machine is what the examples and tests use.
  if (labels.length === 1 && domain.toLowerCase() !== "localhost")
    return "has no dot after the @: write the whole domain, such as example.com";
  return /\.\p{N}+$/u.test(domain) ? "has a domain that ends in a number" : undefined;
}

/** Domains are the same in upper and lower case; what stands before the @ need not be. Source: RFC 5321, section 2.4. */
export function canonicalEmail(text: string): string {
  const at = text.lastIndexOf("@");
  return at < 0 ? text : text.slice(0, at) + text.slice(at).toLowerCase();
}

/** Emergency numbers, which nobody is to reach by mistake, and no machine at all. Pure. Sources: ITU-T E.161.1; national numbering plans. */

/** Those that telephones everywhere take for emergency calls, and the most common of one country. */
const COMMON: ReadonlySet<string> = new Set(["112", "911", "999", "000", "110", "111", "118", "119"]);

/** Those in use in some country. A switch there routes them as such, whatever else they might be. */
const WORLD: ReadonlySet<string> = new Set([
  ...COMMON,
  ...[
    "15",
    "17",
    "18",
    "066",
    "061",
    "062",
    "080",
    "085",
    "092",
    "093",
    "100",
    "101",
    "102",
    "103",
    "104",
    "105",
    "106",
  ],
  ...["107", "108", "113", "114", "115", "116", "117", "120", "121", "122", "123", "124", "125", "126", "127", "128"],
  ...["129", "130", "131", "132", "133", "140", "143", "144", "150", "151", "155", "156", "158", "160", "166", "180"],
  ...["185", "190", "191", "192", "193", "194", "195", "196", "197", "198", "199", "222", "333", "444", "555", "811"],
  ...["885", "901", "902", "903", "907", "912", "913", "914", "917", "922", "933", "977", "988", "990", "991", "992"],
  ...["993", "994", "995", "996", "997", "998", "1122", "1669", "10111", "10177", "1300", "16000"],
]);

/** Digits that stand for an outside line in front of a number. */
const OUTSIDE_LINE = /^[089]/;

/** Whether what is dialled reaches an emergency service where some country's rules hold; of one dialled at a stranger's, only where most do. */
export function isEmergency(dialled: string, whose: "trunk" | "stranger" = "trunk"): boolean {
  const digits = dialled.replace(/^\+/, "");
  const numbers = whose === "trunk" ? WORLD : COMMON;
  return (
    numbers.has(digits) ||
    // `9911`; and `1911`, which some switches take for the country code and the service.
    (digits.length > 3 && OUTSIDE_LINE.test(digits) && COMMON.has(digits.slice(1))) ||
    /^(?:[089]?1)?(?:911|112|933|988)$/.test(digits)
  );
}

/** Beginnings at which a switch of that country stops to listen, by country code. */
const AT_ONCE: Readonly<Record<string, readonly string[]>> = {
  "1": ["911"],
  "44": ["999", "112"],
  "61": ["000", "112"],
  "64": ["111"],
  "65": ["995", "999"],
  "81": ["110", "119"],
  "86": ["110", "119", "120"],
  "852": ["999"],
};

/** Whether a number, as it is dialled inside its country, begins as an emergency call does. */
export function beginsAsEmergency(nationallyDialled: string, countryCode: string): boolean {
  return (AT_ONCE[countryCode] ?? ["112"]).some((start) => nationallyDialled.startsWith(start));
}

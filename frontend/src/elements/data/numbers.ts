/** Formats of numbers: printf's, and those that have a name. */

const SPEC = /%(?:%|([-+ 0#']*)(\d+)?(?:\.(\d+))?(?:l|h)?([diufFeEgGsxXob]))/;

type Formatter = (value: number) => string;

const NAMED: Readonly<Record<string, Formatter>> = {
  plain: (v) => plain(v),
  localized: intl({ maximumFractionDigits: 4 }),
  percent: intl({ style: "percent", maximumFractionDigits: 2 }),
  dollar: intl({ style: "currency", currency: "USD" }),
  euro: intl({ style: "currency", currency: "EUR" }),
  yen: intl({ style: "currency", currency: "JPY" }),
  accounting: intl({ style: "decimal", minimumFractionDigits: 2, maximumFractionDigits: 2, parens: true }),
  compact: intl({ notation: "compact", maximumFractionDigits: 1 }),
  scientific: intl({ notation: "scientific", maximumFractionDigits: 3 }),
  engineering: intl({ notation: "engineering", maximumFractionDigits: 3 }),
  bytes: bytes,
};

/** The function of a format; undefined for none, or for one that means nothing. */
export function numberFormat(format: string | null | undefined): Formatter | undefined {
  if (!format) return undefined;
  return NAMED[format] ?? (SPEC.test(format) ? (value) => printf(format, value) : undefined);
}

/** A number as short as it can be without losing what a reader would miss: four digits behind the point. */
export function plain(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e16) return String(value);
  if (size >= 1e16 || (size > 0 && size < 10 ** -digits))
    return value.toExponential(digits).replace(/\.?0+e/, "e");
  return String(Number(value.toFixed(digits)));
}

/** A whole number or a text of C's `printf`, with the text around it. */
export function printf(format: string, value: number): string {
  let used = false;
  return format.replace(new RegExp(SPEC, "g"), (all, flags = "", width, precision, type) => {
    if (all === "%%") return "%";
    if (used) return all;
    used = true;
    return pad(
      sign(spell(value, type, precision === undefined ? undefined : Number(precision)), flags),
      flags,
      width,
    );
  });
}

function spell(value: number, type: string, precision: number | undefined): string {
  switch (type) {
    case "d":
    case "i":
    case "u":
      return Math.trunc(value).toFixed(0);
    case "f":
    case "F":
      return value.toFixed(precision ?? 6);
    case "e":
    case "E": {
      const text = value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, "e$10$2");
      return type === "E" ? text.toUpperCase() : text;
    }
    case "g":
    case "G": {
      const text = value.toPrecision(Math.max(1, precision ?? 6));
      return text.includes("e") || !text.includes(".") ? text : text.replace(/\.?0+$/, "");
    }
    case "x":
      return Math.trunc(value).toString(16);
    case "X":
      return Math.trunc(value).toString(16).toUpperCase();
    case "o":
      return Math.trunc(value).toString(8);
    case "b":
      return Math.trunc(value).toString(2);
    default:
      return plain(value);
  }
}

function sign(text: string, flags: string): string {
  if (text.startsWith("-")) return text;
  return flags.includes("+") ? `+${text}` : flags.includes(" ") ? ` ${text}` : text;
}

function pad(text: string, flags: string, width: string | undefined): string {
  const length = Number(width ?? 0);
  if (flags.includes("-")) return text.padEnd(length);
  if (!flags.includes("0")) return text.padStart(length);
  const lead = /^[-+ ]/.exec(text)?.[0] ?? "";
  return lead + text.slice(lead.length).padStart(length - lead.length, "0");
}

function intl(options: Intl.NumberFormatOptions & { parens?: boolean }): Formatter {
  const { parens, ...rest } = options;
  let format: Intl.NumberFormat | undefined;
  return (value) => {
    format ??= new Intl.NumberFormat(undefined, rest);
    return parens && value < 0 ? `(${format.format(-value)})` : format.format(value);
  };
}

function bytes(value: number): string {
  const units = ["B", "KB", "MB", "GB", "TB", "PB"];
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${plain(size, 1)} ${units[unit]}`;
}

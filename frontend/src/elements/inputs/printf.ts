/** Numbers as an app wants them shown: a printf format, or one of the named formats. */

const SPEC = /%(%|([-+ 0,#]*)(\d+)?(?:\.(\d+))?([a-zA-Z]))/g;

const NAMED: Readonly<Record<string, (value: number) => string>> = {
  plain: (value) => String(value),
  localized: (value) => new Intl.NumberFormat().format(value),
  percent: intl({ style: "percent", maximumFractionDigits: 2 }),
  dollar: intl({ style: "currency", currency: "USD" }),
  euro: intl({ style: "currency", currency: "EUR" }),
  yen: intl({ style: "currency", currency: "JPY" }),
  accounting: intl({
    style: "currency",
    currency: "USD",
    currencySign: "accounting",
  }),
  compact: intl({ notation: "compact" }),
  scientific: intl({ notation: "scientific" }),
  engineering: intl({ notation: "engineering" }),
  bytes: intl({ style: "unit", unit: "byte", notation: "compact", unitDisplay: "narrow" }),
};

function intl(options: Intl.NumberFormatOptions): (value: number) => string {
  const format = new Intl.NumberFormat("en-US", options);
  return (value) => format.format(value);
}

/** A number as text. */
export function formatNumber(value: number, format: string): string {
  const named = NAMED[format];
  if (named !== undefined) return named(value);
  return format.replace(SPEC, (_, all: string, flags: string, width: string, digits: string, type: string) =>
    all === "%" ? "%" : one(value, flags, Number(width ?? 0), digits, type),
  );
}

/** How many decimals a format shows; undefined if that depends on the number. */
export function decimalsOf(format: string): number | undefined {
  const match = /%[-+ 0,#]*\d*(?:\.(\d+))?([a-zA-Z])/.exec(format);
  if (match === null) return undefined;
  if ("dixXob".includes(match[2] as string)) return 0;
  if (match[2] === "f" || match[2] === "F") return Number(match[1] ?? 6);
  return undefined;
}

function one(value: number, flags: string, width: number, digits: string | undefined, type: string): string {
  let text = magnitude(Math.abs(value), digits === undefined ? undefined : Number(digits), type);
  if (flags.includes(",")) text = text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
  const negative = value < 0 && /[1-9a-f]/i.test(text);
  const sign = negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  if (flags.includes("-")) return (sign + text).padEnd(width);
  if (flags.includes("0")) return sign + text.padStart(width - sign.length, "0");
  return (sign + text).padStart(width);
}

function magnitude(value: number, digits: number | undefined, type: string): string {
  if (!Number.isFinite(value)) return String(value);
  switch (type) {
    case "f":
    case "F":
      return value.toFixed(digits ?? 6);
    case "e":
    case "E": {
      // C writes at least two digits of the exponent.
      const text = value.toExponential(digits ?? 6).replace(/e([+-])(\d)$/, "e$10$2");
      return type === "E" ? text.toUpperCase() : text;
    }
    case "g":
    case "G":
      return String(Number(value.toPrecision(digits || 6)));
    case "x":
      return Math.trunc(value).toString(16);
    case "X":
      return Math.trunc(value).toString(16).toUpperCase();
    case "o":
      return Math.trunc(value).toString(8);
    case "b":
      return Math.trunc(value).toString(2);
    case "s":
      return String(value);
    default:
      return BigInt(Math.trunc(value)).toString();
  }
}

/** Control characters but line feed and tab, and everything that turns the direction of writing. */
const unprintable = /[^\P{Cc}\n\t]|\p{Bidi_Control}/gu;

/**
 * A text from elsewhere as it may stand in a terminal: an escape sequence in a name or a reply could rewrite lines above,
 * set the clipboard or forge a question.
 */
export const printable = (text: string): string => text.replace(unprintable, '\u{FFFD}');

/** JSON of one line for programs; what a terminal could take for a command is escaped. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007F-\u009F\u2028\u2029]|\p{Bidi_Control}/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What to say for one, and for every other count; `#` stands for the number as the language writes it. */
export type Counted = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** A function that counts in a language: picks the form (CLDR plural rules) and puts the number in. */
export function counting(locale: string): (count: number, forms: Counted) => string {
  const rules = new Intl.PluralRules(locale);
  const digits = new Intl.NumberFormat(locale);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', digits.format(count));
}

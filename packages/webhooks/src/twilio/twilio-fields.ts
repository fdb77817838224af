/**
 * A request's fields by the provider's names, a repeated one with all its values. It has no
 * prototype: `__proto__` is a name like any other.
 */
export type TwilioFields = Record<string, string | string[]>;

/** The field's first value as it was sent; undefined where it is absent or empty. */
export function getField(fields: TwilioFields, name: string): string | undefined {
  const value = fields[name];
  return (Array.isArray(value) ? value[0] : value) || undefined;
}

/** An address as channels hold it: WhatsApp's without its prefix. */
export function stripWhatsappPrefix(address: string): string {
  return address.startsWith("whatsapp:") ? address.slice("whatsapp:".length) : address;
}

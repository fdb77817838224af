/** Collects the values of a statement that is put together from parts, and names each one's place. */
export class SqlParameters {
  readonly values: (string | number | null)[] = [];

  bind(value: string | number | null): string {
    return `?${this.values.push(value)}`;
  }
}

/** Works through the input of a round, and returns how long that took in milliseconds. */
export type Wave<Input> = (input: Input) => Promise<number>;

interface Comparison<Input> {
  rounds: number;
  /** The input that both get in a round. */
  prepare: () => Promise<Input>;
  subject: Wave<Input>;
  opponent: Wave<Input>;
}

/**
 * Lets two do the same work by turns and in random order, so that other work of the machine slows both. The first
 * round only warms up and does not count.
 *
 * @returns the speed of the subject as a multiple of the opponent's speed: the median over the rounds
 */
export async function compareWaves<Input>({
  rounds,
  prepare,
  subject,
  opponent,
}: Comparison<Input>): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const input = await prepare();
    const isSubjectFirst = Math.random() < 0.5;
    const earlyMs = isSubjectFirst ? undefined : await opponent(input);
    const subjectMs = await subject(input);
    const opponentMs = earlyMs ?? (await opponent(input));
    if (round > 0) ratios.push(opponentMs / subjectMs);
  }
  return median(ratios);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

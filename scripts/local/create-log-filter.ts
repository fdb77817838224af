/**
 * Makes a filter for the lines that wrangler writes. It keeps the Workers' own log lines, without wrangler's prefix, and
 * errors with the indented lines that explain them.
 *
 * @returns a function that returns the line to show, or null for a line to hide
 */
export function createLogFilter(): (line: string) => string | null {
  let inError = false;
  return (line) => {
    const logLine = findLogLine(line);
    const isError = /\[(wrangler:)?error\]/i.test(line);
    inError = logLine === null && (isError || (inError && /^(\s|$)/.test(line)));
    return inError ? line : logLine;
  };
}

/** A Worker's JSON line, which wrangler prefixes with the Worker's name or its level. */
function findLogLine(line: string): string | null {
  const json = /^(?:\[[\w-]+\]|[▲✘] \[[A-Z]+\]) (\{"level":.*\})$/.exec(line)?.[1];
  return json ?? null;
}

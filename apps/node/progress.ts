/** How far a start is, line by line on standard error; standard output belongs to the screen, or to the log. */
export const tellProgress = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

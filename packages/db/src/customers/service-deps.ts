/** Time and chance. */
export interface ServiceDeps {
  clock: () => Date;
  newId: () => string;
}

export const systemDeps: ServiceDeps = {
  clock: () => new Date(),
  newId: () => crypto.randomUUID(),
};

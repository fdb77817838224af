/** Time and chance. */
export interface ServiceDependencies {
  clock: () => Date;
  newId: () => string;
}

export const systemDependencies: ServiceDependencies = {
  clock: () => new Date(),
  newId: () => crypto.randomUUID(),
};

/** The way to the network, as a seam. */
export type Fetch = (request: Request) => Promise<Response>;

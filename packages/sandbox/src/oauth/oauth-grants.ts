import * as z from "zod";

/** A code is good for one exchange, soon after the person agreed. */
const CODE_SECONDS = 300;

/** An application that people may grant access to. */
export interface OAuthApp {
  clientId: string;
  clientSecret: string;
  accessTokenSeconds: number;
  /** Null: refresh tokens do not expire by themselves. */
  refreshTokenSeconds: number | null;
  /** Whether each refresh gives a new refresh token and ends the old one. */
  rotatesRefreshTokens: boolean;
  /** Whether a refresh token that does not rotate lives on from each use. Default false. */
  extendsRefreshTokens?: boolean;
}

const Grant = z.object({
  scopes: z.array(z.string()),
  /** Milliseconds since 1970; null: never. */
  expiresAt: z.number().nullable(),
});
type Grant = z.infer<typeof Grant>;

/** Tokens and codes by their own text. */
export const OAuthState = z.object({
  codes: z.record(
    z.string(),
    Grant.extend({ redirectUri: z.string(), codeChallenge: z.string().nullable() }),
  ),
  accessTokens: z.record(z.string(), Grant),
  refreshTokens: z.record(z.string(), Grant),
});
export type OAuthState = z.infer<typeof OAuthState>;

export const NO_GRANTS: OAuthState = { codes: {}, accessTokens: {}, refreshTokens: {} };

type IssuedCode = OAuthState["codes"][string];

export interface IssuedAccess {
  accessToken: string;
  /** Set only where the caller has to keep one. */
  refreshToken?: string;
  expiresInSeconds: number;
  scopes: string[];
}

export interface IssuedTokens extends IssuedAccess {
  refreshToken: string;
}

/** An exchange of a code as the caller asks for it. */
interface CodeExchange {
  code: string;
  redirect_uri: string;
  code_verifier?: string | undefined;
}

interface OAuthGrantsDependencies {
  app: OAuthApp;
  now: () => number;
  newId: () => string;
}

/** The codes and tokens of the OAuth application. */
export class OAuthGrants {
  readonly app: OAuthApp;
  readonly #dependencies: OAuthGrantsDependencies;
  #state: OAuthState = structuredClone(NO_GRANTS);

  constructor(dependencies: OAuthGrantsDependencies) {
    this.app = dependencies.app;
    this.#dependencies = dependencies;
  }

  /** `codeChallenge` is base64url of the SHA-256 of the verifier; null where the caller does without PKCE. */
  issueCode(grant: Pick<IssuedCode, "scopes" | "redirectUri" | "codeChallenge">): string {
    const code = this.#dependencies.newId();
    this.#state.codes[code] = { ...grant, expiresAt: this.#inSeconds(CODE_SECONDS) };
    return code;
  }

  /**
   * Uses a code up.
   *
   * @returns the scopes that the person agreed to, or the reason why the code is refused
   */
  async redeemCode({ code, redirect_uri, code_verifier = "" }: CodeExchange): Promise<string[] | string> {
    const issued = this.#state.codes[code];
    delete this.#state.codes[code];
    if (!issued || !this.#isLive(issued)) return "invalid authorization code";
    if (issued.redirectUri !== redirect_uri) return "redirect_uri must match configuration";
    const isProven =
      issued.codeChallenge === null || issued.codeChallenge === (await toCodeChallenge(code_verifier));
    return isProven ? issued.scopes : "invalid code verifier";
  }

  issueTokens(scopes: string[]): IssuedTokens {
    const refreshToken = this.#dependencies.newId();
    const { refreshTokenSeconds } = this.app;
    const expiresAt = refreshTokenSeconds === null ? null : this.#inSeconds(refreshTokenSeconds);
    this.#state.refreshTokens[refreshToken] = { scopes, expiresAt };
    return { ...this.issueAccess(scopes), refreshToken };
  }

  /** Issues an access token that nothing renews. */
  issueAccess(scopes: string[]): IssuedAccess {
    const accessToken = this.#dependencies.newId();
    const expiresInSeconds = this.app.accessTokenSeconds;
    this.#state.accessTokens[accessToken] = { scopes, expiresAt: this.#inSeconds(expiresInSeconds) };
    return { accessToken, expiresInSeconds, scopes };
  }

  /** Undefined for a token that is unknown, expired, revoked, or replaced by a rotation. */
  refresh(refreshToken: string): IssuedTokens | undefined {
    const granted = this.#state.refreshTokens[refreshToken];
    if (!granted || !this.#isLive(granted)) return undefined;
    if (this.app.rotatesRefreshTokens) {
      delete this.#state.refreshTokens[refreshToken];
      return this.issueTokens(granted.scopes);
    }
    const { extendsRefreshTokens, refreshTokenSeconds } = this.app;
    if (extendsRefreshTokens && refreshTokenSeconds !== null) {
      const expiresAt = this.#inSeconds(refreshTokenSeconds);
      this.#state.refreshTokens[refreshToken] = { ...granted, expiresAt };
    }
    return { ...this.issueAccess(granted.scopes), refreshToken };
  }

  findAccessToken(accessToken: string): Grant | undefined {
    return this.#state.accessTokens[accessToken];
  }

  /** Ends every token at once, as when a person removes the application. */
  revokeAll(): void {
    this.#state = structuredClone(NO_GRANTS);
  }

  /** Ends the access tokens; refresh tokens stay. */
  endAccess(): void {
    this.#state = { ...this.#state, accessTokens: {} };
  }

  export(): OAuthState {
    return this.#state;
  }

  import(state: OAuthState): void {
    this.#state = state;
  }

  #inSeconds(seconds: number): number {
    return this.#dependencies.now() + seconds * 1000;
  }

  #isLive({ expiresAt }: { expiresAt: number | null }): boolean {
    return expiresAt === null || expiresAt > this.#dependencies.now();
  }
}

/** @throws Error where the stand-in was made without an application */
export function getGrants(grants: OAuthGrants | undefined): OAuthGrants {
  if (!grants) throw new Error("this sandbox has no OAuth application");
  return grants;
}

/** The challenge of a verifier, by the method S256 of RFC 7636. */
async function toCodeChallenge(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

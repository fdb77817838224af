import type { OAuthApp } from "./oauth-app.ts";
import type { OAuthState } from "./oauth-state.ts";

/** A code is good for one exchange, soon after the person agreed. */
const CODE_SECONDS = 300;

type Granted = OAuthState["codes"][string];

export interface IssuedAccess {
  accessToken: string;
  /** Only where there is one that the caller has to keep. */
  refreshToken?: string;
  expiresInSeconds: number;
  scopes: string[];
}

export interface IssuedTokens extends IssuedAccess {
  refreshToken: string;
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
  #state: OAuthState = { codes: {}, accessTokens: {}, refreshTokens: {} };

  constructor(dependencies: OAuthGrantsDependencies) {
    this.app = dependencies.app;
    this.#dependencies = dependencies;
  }

  /** @param codeChallenge base64url of the SHA-256 of the verifier; null where the caller does without PKCE */
  issueCode(grant: Pick<Granted, "scopes" | "redirectUri" | "codeChallenge">): string {
    const code = this.#dependencies.newId();
    this.#state.codes[code] = { ...grant, expiresAt: this.#inSeconds(CODE_SECONDS) };
    return code;
  }

  /** Uses a code up. */
  takeCode(code: string): Granted | undefined {
    const granted = this.#state.codes[code];
    delete this.#state.codes[code];
    return granted && this.#isLive(granted) ? granted : undefined;
  }

  issueTokens(scopes: string[]): IssuedTokens {
    const refreshToken = this.#dependencies.newId();
    const { refreshTokenSeconds } = this.app;
    const expiresAt = refreshTokenSeconds === null ? null : this.#inSeconds(refreshTokenSeconds);
    this.#state.refreshTokens[refreshToken] = { scopes, expiresAt };
    return { ...this.issueAccess(scopes), refreshToken };
  }

  /** An access token alone, which nothing renews. */
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

  findAccessToken(accessToken: string): OAuthState["accessTokens"][string] | undefined {
    return this.#state.accessTokens[accessToken];
  }

  /** What happens when a person removes the application: every token ends at once. */
  revokeAll(): void {
    this.#state = { codes: {}, accessTokens: {}, refreshTokens: {} };
  }

  /** Ends the access tokens, and leaves what renews them. */
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

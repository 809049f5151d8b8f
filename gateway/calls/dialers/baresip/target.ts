import type { Endpoint } from "../../../wire/endpoint.js";

/** Where one attempt at a call goes, and as whom. */
export interface SipTarget {
  /** Request URI, such as `sip:14082924837@trunk.example.com` or, of a SIP endpoint, the URI as it was given. */
  readonly uri: string;
  /** Name of the trunk; absent for SIP endpoints, which are dialled as given. */
  readonly trunk?: string;
  /** Of the way to the proxy, or to the host of the URI when there is no proxy. `undefined` leaves it to the URI. */
  readonly transport?: "udp" | "tcp" | "tls";
  /** Outbound proxy, `host` or `host:port`. */
  readonly proxy?: string;
  /** Who calls: user and host of the From header. */
  readonly from?: { readonly user: string; readonly host: string; readonly displayName?: string };
  /** Digest authentication, of 401 and 407. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** Whether anybody is there at all, asked right before the attempt; where nobody is, the next target's turn comes. Absent: it is taken for granted. */
  readonly isReachable?: () => Promise<boolean>;
  /**
   * Takes a place among the calls of its trunk, right before the attempt, and returns how to give it back, once the attempt has failed or its call has
   * ended; `undefined` when there is none, and then the next target's turn comes. Absent: there is always one.
   */
  readonly takePlace?: () => (() => void) | undefined;
}

/** Where a call to an endpoint goes, in the order of the attempts; the next is tried only when the one before provably placed nothing. */
export type RouteCall = (endpoint: Endpoint, appId: string) => readonly [SipTarget, ...SipTarget[]];

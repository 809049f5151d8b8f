import { ApiError, StartupError } from "../../errors.js";
import type { Endpoint } from "../../wire/endpoint.js";
import type { DialContext, Dialer, Leg, LegListener } from "../dialer.js";
import { type Announcement, readAnnouncement } from "./baresip/announcement.js";
import { codecsOf } from "./baresip/codecs.js";
import type { Codec } from "./baresip/configuration.js";
import { dialString, firstHop } from "./baresip/dial-string.js";
import { removeStaleFolders } from "./baresip/folders.js";
import { findInstallation, type Installation } from "./baresip/installation.js";
import { BaresipLeg, type Started, type Way } from "./baresip/leg.js";
import { ownAddressTowards } from "./baresip/own-address.js";
import { CallPortPool } from "./baresip/ports.js";
import { startBaresip } from "./baresip/process.js";
import type { RouteCall, SipTarget } from "./baresip/target.js";
import { openTlsRelay } from "./baresip/tls-relay.js";

export interface BaresipDialerOptions {
  /** Where calls go. */
  readonly route: RouteCall;
  /** WAV file (16-bit mono, 8 kHz) that the far end hears after the answer, once the endpoint's keys have been pressed. Default: none. */
  readonly announcement?: string;
  /** IPv4 address of this machine for SIP and RTP. Default: the one by which each far end is reached. */
  readonly address?: string;
  /** First and last port for SIP and control; each call takes three. Default: 16000 to 18999. */
  readonly sipPorts?: readonly [number, number];
  /** First and last port for RTP and RTCP. Default: 20000 to 29999. */
  readonly rtpPorts?: readonly [number, number];
  /** Seconds without any RTP from the far end after which a call ends with `media lost`. Default: 300. */
  readonly mediaTimeout?: number;
  /** Milliseconds that the far end may take to confirm a hang-up, before it is given up. Default: 10000. */
  readonly goodByeMs?: number;
  /** PEM of the certificate authorities to trust for TLS. Default: those of Node.js, and of NODE_EXTRA_CA_CERTS. */
  readonly tlsCa?: string;
  /** Folder for the folders of calls. Default: the system's for temporary files. */
  readonly folder?: string;
}

const DEFAULT_SIP_PORTS = [16_000, 18_999] as const;
const DEFAULT_RTP_PORTS = [20_000, 29_999] as const;
const DEFAULT_MEDIA_TIMEOUT_SECONDS = 300;
const DEFAULT_GOOD_BYE_MS = 10_000;

/** Places real calls over SIP: one baresip process each. */
export class BaresipDialer implements Dialer {
  readonly name = "baresip";
  readonly placesRealCalls = true;
  readonly playsAnnouncement: boolean;
  readonly #options: BaresipDialerOptions;
  readonly #route: RouteCall;
  readonly #installation: Installation;
  readonly #announcement: Announcement | undefined;
  readonly #ports: CallPortPool;
  readonly #legs = new Set<BaresipLeg>();

  /** Throws a `StartupError` when something that calls need is not installed, or the announcement cannot be played. */
  constructor(options: BaresipDialerOptions) {
    this.#options = options;
    this.#route = options.route;
    this.#installation = findInstallation();
    this.#announcement = options.announcement === undefined ? undefined : readAnnouncement(options.announcement);
    this.playsAnnouncement = this.#announcement !== undefined;
    this.#ports = new CallPortPool(options.sipPorts ?? DEFAULT_SIP_PORTS);
    removeStaleFolders(options.folder);
  }

  async dial(endpoint: Endpoint, listener: LegListener, { appId }: DialContext): Promise<Leg> {
    const [first, ...others] = this.#route(endpoint, appId);
    const codecs = codecsOf(endpoint);
    const way = (target: SipTarget): Way => ({
      name: target.trunk,
      uri: dialString(target),
      takePlace: target.takePlace,
      isReachable: target.isReachable,
      start: () => this.#start(target, codecs),
    });
    const leg = new BaresipLeg({
      ways: [way(first), ...others.map(way)],
      announcement: this.#announcement,
      goodByeMs: this.#options.goodByeMs ?? DEFAULT_GOOD_BYE_MS,
      listener,
    });
    this.#legs.add(leg);
    void leg.gone.then(() => this.#legs.delete(leg));
    try {
      await leg.dial();
    } catch (error) {
      throw error instanceof ApiError || error instanceof StartupError ? error : dialerFailed(error);
    }
    return leg;
  }

  async #start(target: SipTarget, codecs: readonly Codec[]): Promise<Started> {
    const hop = firstHop(target);
    const relay = hop.transport === "tls" ? await openTlsRelay(hop, { ca: this.#options.tlsCa }) : undefined;
    try {
      const process = await startBaresip({
        installation: this.#installation,
        ports: this.#ports,
        foldersWithin: this.#options.folder,
        setup: {
          target: relay === undefined ? target : { ...target, proxy: `127.0.0.1:${relay.port}`, transport: "tcp" },
          codecs,
          address: this.#options.address ?? (await ownAddressTowards(hop.host)),
          rtpPorts: this.#options.rtpPorts ?? DEFAULT_RTP_PORTS,
          mediaTimeout: this.#options.mediaTimeout ?? DEFAULT_MEDIA_TIMEOUT_SECONDS,
        },
      });
      void process.exited.then(() => relay?.close());
      return { process, trouble: relay?.trouble };
    } catch (error) {
      relay?.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#legs].map((leg) => leg.gone));
  }
}

/** 503 when no baresip could be started, so that nothing was dialled. */
function dialerFailed(error: unknown): ApiError {
  const why = error instanceof Error ? [error.message] : [];
  return new ApiError(
    503,
    { code: "DIALER_FAILED", message: "The gateway could not place the call; nothing was dialled." },
    {},
    { why, cause: error },
  );
}

import type { ChannelName } from "../core/channel-name.ts";
import type { Channel } from "./contract.ts";

/** The live channels of all accounts, as those see them who receive and send. */
export type Accounts = {
  get(channel: string, account: string): Channel | undefined;
  accountsOf(channel: ChannelName): readonly Channel[];
  /** As `get`; an account that is not known is looked for once more where accounts are kept, but not often. Never throws, answers within a second or so. */
  lookUp(channel: string, account: string): Promise<Channel | undefined>;
  /** Calls back after every change; returns how to stop that. */
  onChange(listener: () => void): () => void;
};

/** Accounts that never change. */
export function fixedAccounts(channels: readonly Channel[]): Accounts {
  const get = (name: string, account: string) => channels.find((channel) => channel.name === name && channel.account === account);
  return {
    get,
    accountsOf: (name) => channels.filter((channel) => channel.name === name),
    lookUp: async (name, account) => get(name, account),
    onChange: () => () => {},
  };
}

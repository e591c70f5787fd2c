import { readFileSync } from "node:fs";
import { parse } from "yaml";

const topics = parse(readFileSync(new URL("./data/topics.yaml", import.meta.url), "utf8")) as Record<string, Record<"vi" | "en", string>>;

/** What a question can be about, in the order people are asked. */
export function questionTopics(): string[] {
  return Object.keys(topics);
}

/** The topic as people read it; undefined for one we do not have. */
export function topicName(topic: string, locale: "vi" | "en"): string | undefined {
  return Object.hasOwn(topics, topic) ? topics[topic]?.[locale] : undefined;
}

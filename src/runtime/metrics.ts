import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry, type MetricObject } from "prom-client";

/** What operations watch; labels never hold a person or a text. */
export function createMetrics() {
  const registry = new Registry();
  const counter = (name: string, help: string, labelNames: string[] = []) => new Counter({ name: `cau_noi_${name}`, help, labelNames, registers: [registry] });
  /** `counts`: what a process that belongs to this one counts. */
  const beside: { counts?: () => Promise<MetricObject[]> } = {};
  return {
    registry,
    beside,
    /** Everything as Prometheus reads it, with what is counted beside. */
    async all(): Promise<string> {
      const others = (await beside.counts?.()) ?? [];
      return others.length === 0 ? registry.metrics() : AggregatorRegistry.aggregate([await registry.getMetricsAsJSON(), others]).metrics();
    },
    webhooks: counter("webhooks_total", "Webhook requests by channel and outcome.", ["channel", "outcome"]),
    events: counter("events_total", "Events taken in, by channel.", ["channel"]),
    duplicates: counter("events_duplicate_total", "Events that had been seen before, by channel.", ["channel"]),
    turns: counter("turns_total", "Events played to their end."),
    poison: counter("events_aside_total", "Events set aside for a person after repeated failure."),
    sent: counter("messages_sent_total", "Messages the platform took, by channel and urgency.", ["channel", "urgency"]),
    notSent: counter("messages_failed_total", "Messages given up, by channel and reason.", ["channel", "reason"]),
    maybeTwice: counter("messages_maybe_twice_total", "Replies sent again because a worker died in the middle of sending them."),
    sendSeconds: new Histogram({ name: "cau_noi_send_seconds", help: "Duration of one platform call.", labelNames: ["channel"], buckets: [0.01, 0.05, 0.1, 0.3, 1, 3, 10], registers: [registry] }),
    pageAlerts: new Gauge({ name: "cau_noi_page_alerts", help: "Open alerts of accounts, by account and kind.", labelNames: ["account", "kind"], registers: [registry] }),
    waiting: new Gauge({ name: "cau_noi_lanes_waiting", help: "People with work waiting, by family.", labelNames: ["family"], registers: [registry] }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Process metrics (memory, event loop); once per process. */
export function watchProcess(metrics: Metrics): void {
  collectDefaultMetrics({ register: metrics.registry });
}

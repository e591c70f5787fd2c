import type { MediaKind } from "../../core/inbound-event.ts";

/** What an event is to us; every name Zalo is known to send (§2.4). */
export type ZaloEventKind =
  | { is: "text" }
  | { is: "media"; media: MediaKind }
  /** Words beside something else (a product, a rating): a text where there are any, otherwise nothing. */
  | { is: "remark" }
  | { is: "start" }
  | { is: "left" }
  | { is: "info" }
  | { is: "echo" }
  | { is: "receipt"; state: "delivered" | "read" }
  | { is: "interaction" }
  | { is: "withdrawn" }
  | { is: "account"; severity: "info" | "warning" }
  | { is: "nothing" };

const media = (kind: MediaKind): ZaloEventKind => ({ is: "media", media: kind });
const nothing: ZaloEventKind = { is: "nothing" };
const info: ZaloEventKind = { is: "account", severity: "info" };
const warning: ZaloEventKind = { is: "account", severity: "warning" };

const kinds = new Map<string, ZaloEventKind>(Object.entries({
  user_send_text: { is: "text" },
  user_send_image: media("image"),
  user_send_gif: media("image"),
  user_send_sticker: media("sticker"),
  user_send_location: media("location"),
  user_send_file: media("file"),
  user_send_audio: media("audio"),
  user_send_video: media("video"),
  user_send_link: media("link"),
  user_send_business_card: media("contact"),
  user_asking_product: { is: "remark" },
  user_feedback: { is: "remark" },
  user_click_response_button: { is: "remark" },
  user_submit_info: { is: "info" },
  follow: { is: "start" },
  user_click_chatnow: { is: "start" },
  unfollow: { is: "left" },

  oa_send_text: { is: "echo" },
  oa_send_image: { is: "echo" },
  oa_send_gif: { is: "echo" },
  oa_send_list: { is: "echo" },
  oa_send_file: { is: "echo" },
  oa_send_sticker: { is: "echo" },
  oa_send_template: { is: "echo" },
  user_received_message: { is: "receipt", state: "delivered" },
  user_seen_message: { is: "receipt", state: "read" },
  user_reacted_message: { is: "interaction" },
  widget_interaction_accepted: { is: "interaction" },
  user_withdraw: { is: "withdrawn" },

  change_template_status: warning,
  change_template_quality: warning,
  change_template_quota: info,
  change_oa_daily_quota: info,
  change_oa_template_tags: info,
  extension_purchased: info,
  shop_has_order: info,
  widget_failed_to_sync_user_external_id: warning,

  // The OA's own reactions, its questions for consent to calls and calls themselves: a call that was not taken opens no window
  oa_reacted_message: nothing,
  oa_send_consent: nothing,
  user_reply_consent: nothing,
  user_call_oa: nothing,
  oa_call_user: nothing,
  // Tags are kept by us, names are asked for
  add_user_to_tag: nothing,
  remove_user_from_tag: nothing,
  remove_tag: nothing,
  update_user_info: nothing,
  event_journey_acknowledged: nothing,
  event_journey_time_out: nothing,
} satisfies Record<string, ZaloEventKind>));

/** Groups, and people whom Zalo does not name and who cannot be reached: the bot keeps quiet. */
const silent = /^(?:oa_send_anonymous_|anonymous_|user_send_group_|oa_send_group_|(?:create|delete|update)_group|(?:add|remove)_group_admin$|user_(?:join|out|leave|request_join)_group$)/;

/** The kind of an event, or undefined for a name nobody has documented. */
export function zaloEventKind(name: string): ZaloEventKind | undefined {
  return silent.test(name) ? nothing : kinds.get(name);
}

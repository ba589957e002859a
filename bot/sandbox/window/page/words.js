// What the page itself says. What bots say comes from them.

const WORDS = {
  en: {
    window: "The window", another: "Another person", skip: "Skip to the next thing", skipped: "{0} later.", nothing_due: "Nothing is due: something has to be begun first.", language: "日本語", theme: "Dark or light", guide: "First mixer",
    welcome: "Who would you like to be?", welcome_hint: "Nobody here is real. Come as somebody new, or sit in for one of the people.",
    new_person: "Somebody new", your_name: "Your name", your_language: "Your Discord speaks", english: "English", japanese: "日本語 (Japanese)", arrive: "Come in", or_be: "Or be one of these", owner: "owner of the server", default_name: "Robin",
    servers: "Servers", direct: "Direct messages", no_direct: "No direct messages yet.", channels: "Channels", open_chat: "Open the chat of {0}", join: "Join voice", joined: "You are here", nobody: "Nobody is here yet.", in_voice: "In voice", speaking: "speaking", muted: "muted", camera: "camera on", you: "you",
    connected: "Voice connected", leave: "Leave", mute: "Mute", unmute: "Unmute", talk: "Talk", talk_hint: "Hold this, or the key V, to talk", fan: "A fan hums", camera_off: "Camera",
    messages: "Messages in {0}", write: "Write, or type /", write_in: "Write in {0}, or type / for commands", cannot_write: "You cannot write here.", send: "Send", file: "Send a file", commands: "Commands", no_command: "No such command here.", option_optional: "optional", yes: "Yes", no: "No", run: "Run",
    app: "APP", silent: "sent without a sound", edited: "(edited)", thinking: "{0} is thinking …", only_you: "Only you can see this", dismiss: "Dismiss", used: "used", failed: "This interaction failed: there was no answer in time.", no_answer: "The application did not respond.",
    choose: "Choose …", done: "Done", vote: "Vote", how_many: "Please choose from {0} to {1}.", close: "Close", cancel: "Cancel", submit: "Submit", optional: "(optional)", picture: "a picture elsewhere", bytes: "{0} bytes", unknown_part: "(a component of type {0})", unknown_user: "unknown", unknown_role: "unknown role", no_access: "no access", spoiler: "Spoiler: press to see",
    calendar: "Events", no_events: "Nothing is planned.", interested: "Interested", is_interested: "You are interested", count: "{0} interested", back: "Back to the channels", phone: "Phone width", wide: "Full width", leave_pane: "Close this person's view", mentions: "mentions: {0}", unread: "unread", running: "now",
    switch_language: "Let their Discord speak Japanese", lost: "The connection to the sandbox is gone. It may have been stopped.", gone: "This person is not there any more.", step_done: "done", steps_done: "{0} of {1} done", hide: "Hide", begin: "Close", empty: "Nothing has been written here yet.",
    moderate: "What you can do about {0}", move_to: "Move to", move: "Move", put_out: "Disconnect", server_mute: "Server mute", server_deafen: "Server deafen", time_out_for: "Time out for", time_out: "Time out", timed_out: "The time-out ends", end_time_out: "End the time-out",
    kick: "Kick", ban: "Ban", sure_kick: "Kick {0}? Press again", sure_ban: "Ban {0}? Press again",
  },
  ja: {
    window: "窓", another: "もうひとり", skip: "次の出来事まで進む", skipped: "{0}進みました。", nothing_due: "次に起こることはありません。まず何かを始めてください。", language: "English", theme: "明るさ", guide: "はじめての会",
    welcome: "誰になりますか？", welcome_hint: "ここにいるのは全員、架空の人です。新しく来ても、誰かの代わりに座ってもかまいません。",
    new_person: "新しい人", your_name: "お名前", your_language: "Discord の表示言語", english: "English（英語）", japanese: "日本語", arrive: "入る", or_be: "または、この人たちになる", owner: "サーバーの所有者", default_name: "ゆう",
    servers: "サーバー", direct: "ダイレクトメッセージ", no_direct: "ダイレクトメッセージはまだありません。", channels: "チャンネル", open_chat: "{0}のチャットを開く", join: "ボイスに参加", joined: "参加中です", nobody: "まだ誰もいません。", in_voice: "参加している人", speaking: "話しています", muted: "ミュート中", camera: "カメラがオンです", you: "あなた",
    connected: "ボイス接続中", leave: "退出", mute: "ミュート", unmute: "ミュートを解除", talk: "話す", talk_hint: "このボタンかVキーを押しているあいだ、話します", fan: "扇風機の音", camera_off: "カメラ",
    messages: "{0}のメッセージ", write: "書く、または / でコマンド", write_in: "{0}に書く、または / でコマンド", cannot_write: "ここには書き込めません。", send: "送信", file: "ファイルを送る", commands: "コマンド", no_command: "ここで使えるコマンドがありません。", option_optional: "任意", yes: "はい", no: "いいえ", run: "実行",
    app: "アプリ", silent: "通知なしで送信", edited: "（編集済み）", thinking: "{0} が考えています…", only_you: "これはあなたにだけ表示されています", dismiss: "閉じる", used: "が使用：", failed: "時間内に返事がなく、操作は失敗しました。", no_answer: "アプリケーションが応答しませんでした。",
    choose: "選ぶ…", done: "決定", vote: "投票する", how_many: "{0}個から{1}個まで選んでください。", close: "閉じる", cancel: "キャンセル", submit: "送信", optional: "（任意）", picture: "外部の画像", bytes: "{0} バイト", unknown_part: "（種類{0}の部品）", unknown_user: "不明な人", unknown_role: "不明なロール", no_access: "アクセス権なし", spoiler: "隠された文：押すと見えます",
    calendar: "イベント", no_events: "予定はありません。", interested: "興味あり", is_interested: "興味ありにしています", count: "興味あり {0}人", back: "チャンネル一覧へ", phone: "スマホの幅", wide: "全幅", leave_pane: "この人の画面を閉じる", mentions: "メンション{0}件", unread: "未読", running: "開催中",
    switch_language: "この人の Discord を英語にする", lost: "サンドボックスとの接続が切れました。止められたのかもしれません。", gone: "この人はもういません。", step_done: "できました", steps_done: "{1}のうち{0}できました", hide: "隠す", begin: "閉じる", empty: "まだ何も書かれていません。",
    moderate: "{0}さんについてできること", move_to: "移動先", move: "移動する", put_out: "切断する", server_mute: "サーバーミュート", server_deafen: "サーバースピーカーミュート", time_out_for: "タイムアウトの長さ", time_out: "タイムアウトする", timed_out: "タイムアウト中です。解除：", end_time_out: "タイムアウトを解除する",
    kick: "キック", ban: "BAN", sure_kick: "{0}さんをキックしますか？ もう一度押してください", sure_ban: "{0}さんをBANしますか？ もう一度押してください",
  },
};

export const languageOf = (locale) => (locale.startsWith("ja") ? "ja" : "en");

export function say(language, key, ...values) {
  const text = WORDS[language][key] ?? key;
  return text.replace(/\{(\d)\}/g, (_, number) => values[number]);
}

// The templates of the second part's views, by the names that the program knows them by (runtime/src/template.rs). They
// stand here, as all constants of the program are in its first part. What they mean says runtime/src/dom.rs.

var CROSS = '{M6 6l12 12M18 6L6 18}';
var BACK = '{M15 5l-7 7 7 7}';
var FORTH = '{M9 5l7 7-7 7}';
var PAPER = '{M6 3h8l4 4v14H6zM13 3v5h5}';
var PIN = '{M12 21c4-5 7-8 7-12a7 7 0 0 0-14 0c0 4 3 7 7 12zM12 9h0}';

var TEMPLATES = {
  // What lies over the panel, and what may be in it.
  over: 'div.over!over-close[role=dialog aria-modal=true tabindex=-1 data-size=$ aria-label=$](div.sheet!over('
    + 'a.out!over[target=_blank href=$ title=$]({M14 4h6v6M20 4l-9 9M18 14v6H4V6h6}) '
    + 'p.caption$ '
    + 'button.off!over-close[title=$](' + CROSS + ')))',
  pane: 'div.pane(img.whole!over[alt=$ src=$] p.failed[role=alert]$)',
  // The name is the family's; what the frame may say to us is heard by `frame.js`.
  framed: 'iframe.framed[name=web_messenger_ref referrerpolicy=no-referrer sandbox=$ title=$ src=$]',

  // The list of conversations.
  back: 'button.tool!page-back[title=$backLabel](' + BACK + ')',
  talks: 'div.leaf(ul.rows div.bone p.about$introductionText p.trouble[role=alert] '
    + 'button.plain!list-more$fetchHistory button.main!list-make$newConversationButtonText)',
  talk: 'li(button.row!list-enter(span.sign(img[alt hidden] span.letter[aria-hidden=true]) '
    + 'span.names(span.pair(span.called[dir=auto] span.when) span.pair(span.excerpt[dir=auto] span.unread[role=img]))))',

  // The channels, and the page of each.
  ways: 'span.ways[hidden](span.via$introAppText span.apps)',
  channels: 'div.leaf(p.about$notificationSettingsChannelsDescription ul.rows)',
  channel: 'li(button.row!channel[data-id=$](span.sign span.names(span.called$ span.side) ' + FORTH + '))',
  number: channelPage('tel', 'smsNumber', 'smsContinue', 'smsChangeNumber'),
  address: channelPage('email', 'emailField', 'emailFormButton', 'emailChangeAddress'),
  suggestion: suggestion('connectNotificationSingleText'),
  suggestions: suggestion('connectNotificationText'),

  // A sign for each channel: ours, not its trade mark. Quoted, as this name is otherwise our scripts' own
  // (xtask/src/wasm/private.rs).
  'messenger': '{M12 3c5 0 9 3.5 9 8s-4 8-9 8l-3-1-3 3v-4c-5-5-1-14 6-14M8 13l3-3 2 2 3-3}',
  line: '{M12 3c5 0 9 3 9 7 0 5-6 9-9 11v-4c-5 0-9-3-9-7s4-7 9-7M8 8v4h2M13 8v4M16 8v4}',
  wechat: '{M3 9c0-3 3-5 6-5s6 2 6 5-3 5-6 5l-4 2v-3C4 12 3 11 3 9M18 9c2 1 3 3 3 5s-1 3-2 3v3l-3-2c-2 0-4-1-5-2}',
  whatsapp: '{M4 20l1-5a8 8 0 1 1 4 4zM9 8c0 4 3 7 7 7l0-2-2-1-1 1-2-2 1-1-1-2z}',
  telegram: '{M21 4L3 11l6 3 2 6 3-4 5 4zM9 14l12-10}',
  viber: '{M7 4l2 5-2 2c1 3 3 5 6 6l2-2 5 2c0 2-2 3-4 3C9 20 4 14 4 8c0-2 1-4 3-4M14 4c3 0 6 3 6 6}',
  sms: '{M4 4h16v12h-9l-4 4v-4H4zM8 10h0M12 10h0M16 10h0}',
  email: '{M3 5h18v14H3zM3 7l9 6 9-6}',
  twitter: '{M16 12a4 4 0 1 0-8 0 4 4 0 1 0 8 0v1c0 4 5 3 5-1a9 9 0 1 0-4 7}',

  // A form, and a field of it: a form of its own, so that Enter goes on and a phone's keyboard has a key for it.
  fields: 'div.fields!form[tabindex=-1 data-key=$](p.fate[role=status](span.told button.again!form(span.click$ span.tap$)))',
  field: 'form.ask!form-field[novalidate data-at=$](label(span.label[dir=auto]$ span.step$ span.answer) '
    + 'button.next[type=submit title=$]({M5 12h14M13 6l6 6-6 6}) p.fault[role=alert dir=auto id=$])',
  entry: 'input.entry[type=$ placeholder=$placeholder autocomplete=$ value=$]',

  // What a message may have in it.
  picture: 'a.picture!view-image[target=_blank href=$mediaUrl data-url=$mediaUrl data-alt=$altText aria-label=$]'
    + '(span.note$ img[alt loading=lazy src=$])',
  file: 'a.file[target=_blank download href=$mediaUrl](' + PAPER + ' span.name[dir=auto]$ span.size[dir=ltr]$)',
  upload: 'div.file(' + PAPER + ' span.name[dir=auto]$ progress[max=100 aria-label=$] button!cancel-upload[title=$](' + CROSS + '))',
  place: 'a.file[target=_blank href=$](' + PIN + ' span.name[dir=auto]$ span.size[dir=auto]$)',
  cards: 'div.cards[role=list tabindex=0 data-kind=$type data-ratio=$]',
  card: 'div.card[role=listitem](a.head[target=_blank href=$]'
    + '(img.frame[alt loading=lazy src=$mediaUrl] span.headline[dir=auto]$title span.more[dir=auto]$description))',
  slides: 'div.slides(button!back[aria-label=$ aria-disabled=true](' + BACK + ') button!forth[aria-label=$](' + FORTH + '))',

  // Its actions.
  open: 'a.action[target=_blank dir=auto href=$]$',
  postback: 'button.action!choose[dir=auto data-at=$ data-id=$_id]$',
  webview: 'a.action!webview[target=_blank dir=auto href=$ data-url=$uri data-size=$size]$',
  reply: 'button!choose[data-at=$](img[alt src=$iconUrl] span[dir=auto]$)',
  share: 'button!share-location(' + PIN + ' span[dir=auto]$text)'
};

/** The page of a channel, with the form for those that ask for a number or an address. */
function channelPage(kind, word, send, change) {
  return 'div.leaf(p.about[dir=auto] p.state[role=status dir=auto] div.bone img.code[alt=$qrCodeLabel] '
    + 'form!link-give[novalidate](label(span$' + word + 'Label '
    + 'input.given[type=' + kind + ' autocomplete=' + kind + ' placeholder=$' + word + 'Placeholder aria-describedby=trouble]) '
    + 'button.main[type=submit]$' + send + ')'
    + 'p.trouble[id=trouble role=alert dir=auto] '
    + 'a.main[target=_blank rel=noopener] '
    + 'button.main!link-ping$smsSendText '
    + 'button.plain!link-cancel$smsCancel '
    + 'button.plain!link-change$' + change + ' '
    + 'button.plain!link-unlink$unlinkLabel '
    + 'button.plain!link-retry$tryAgainLabel)';
}

/** That channels can be linked. */
function suggestion(word) { return 'div.prompt(p[dir=auto]$' + word + ' div.apps)'; }

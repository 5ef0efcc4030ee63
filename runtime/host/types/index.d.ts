/**
 * AvMessagingSdk: the public interface of the widget.
 *
 * The comments in here are the source of `docs/api.md`, which `cargo xtask gen` writes. It reads a plain
 * subset of TypeScript: an interface at the start of a line, a comment before each member, a member that
 * ends with `;`, one `@defaultValue` in backticks where there is a default.
 *
 * Times are seconds since 1970 with fractions, unless their comment says otherwise:
 * `new Date(message.received * 1000)`. Objects that are handed out are copies: changing them changes nothing
 * in the widget.
 *
 * @packageDocumentation
 */

/**
 * The object that a page talks to: `window.AvMessagingSdk`, or what `import AvMessagingSdk from 'avmsdk'`
 * gives.
 *
 * Before `init` has succeeded only `on`, `off`, `init`, `render` and `destroy` work. Of the others those that
 * return a promise reject, and the rest throw, with an `Error` that names the method and says to call `init`
 * first.
 */
export interface AvMessagingSdk {
  /** The version of the widget, such as `"1.0.1"`. */
  readonly VERSION: string;
  /**
   * Starts the widget. Resolves when it is ready: the configuration is loaded, the user is known, and where
   * there is a conversation its newest messages are here. The realtime connection may follow.
   *
   * Rejects, with nothing left in the page, where the integration is unknown, the app is not active or the
   * service cannot be reached; it may then be called again. A second call without `destroy` in between
   * rejects and leaves the running widget alone.
   */
  init(options: InitOptions): Promise<void>;
  /**
   * Binds a handler to an event. Handlers run in a task of their own, in the order in which they were bound.
   * Bind before `init` to miss nothing.
   */
  on<Name extends keyof EventMap>(event: Name, handler: (...args: EventMap[Name]) => void): void;
  /** Unbinds a handler of an event, or all of that event, or without arguments all there are. */
  off<Name extends keyof EventMap>(event?: Name, handler?: (...args: EventMap[Name]) => void): void;
  /** Opens the panel. Does nothing when embedded. */
  open(): void;
  /** Closes the panel. Does nothing when embedded. */
  close(): void;
  /** Whether the panel is open. Always true when embedded. */
  isOpened(): boolean;
  /**
   * Makes the visitor the user whom your site knows, with the conversations that this user has elsewhere.
   * Resolves when the widget is ready again. Not needed where `init` was given `userId` and `jwt`; does
   * nothing for the user who is logged in already.
   */
  login(userId: string, jwt: string): Promise<void>;
  /** Ends the login; the visitor is anonymous from then on. Resolves when the widget is ready again. */
  logout(): Promise<void>;
  /**
   * Takes the widget off the page: nodes, listeners, timers and connection. Emits `destroy`, then unbinds all
   * handlers. Pending promises reject. The visitor's identity stays in the browser, so that the next `init`
   * finds the conversation again; it sends what was still waiting, though its promise was rejected.
   */
  destroy(): void;
  /**
   * Puts the embedded widget into an element of the page, which needs a height. May be called before `init`,
   * during it or later, and again to move the widget.
   */
  render(element: Element): void;
  /**
   * Sends a message in the visitor's name, to the loaded conversation unless another is named. A visitor
   * without a conversation gets one.
   *
   * Resolves with the message once the service has accepted it; stays pending while there is no network;
   * rejects when the service refuses it for good.
   */
  sendMessage(message: string | MessageToSend, conversationId?: string): Promise<Message>;
  /**
   * Shows the business that the visitor types. Ten seconds after the last call `stopTyping` follows by
   * itself; calls within ten seconds of the last notice send none.
   */
  startTyping(conversationId?: string): Promise<void>;
  /** Shows the business that the visitor has stopped typing. */
  stopTyping(conversationId?: string): Promise<void>;
  /** Triggers a postback action in the visitor's name. `actionId` is the `_id` of the action. */
  triggerPostback(actionId: string, conversationId?: string): Promise<void>;
  /**
   * Changes what the service knows of the user. Resolves with the user. Calls in quick succession are sent as
   * one. Before there is a user the change waits for the first message.
   */
  updateUser(user: UserUpdate): Promise<User>;
  /** The user as the service knows them, with what is not sent yet. `undefined` while there is nothing. */
  getUser(): User | undefined;
  /**
   * The loaded conversation as it is now. Before there is one it has no `_id` and no `metadata`, and its
   * lists are empty.
   */
  getConversation(): Conversation | EmptyConversation;
  /** Resolves with a conversation and its messages; without an id, the loaded one. */
  getConversationById(conversationId?: string): Promise<Conversation>;
  /**
   * Resolves with at most ten conversations of the user, those with the newest messages first, from the one
   * at `offset` (0 where left out).
   */
  getConversations(offset?: number): Promise<ConversationFacts[]>;
  /** Resolves with the next ten after those that were fetched; with none where there are no more. */
  getMoreConversations(): Promise<ConversationFacts[]>;
  /** Whether there are conversations that `getMoreConversations` would fetch. */
  hasMoreConversations(): boolean;
  /** The loaded conversation, or `null` where there is none. */
  getDisplayedConversation(): Conversation | null;
  /** Makes another conversation of the user the loaded one. Resolves when it is shown. */
  loadConversation(conversationId: string): Promise<void>;
  /**
   * Makes a user and a conversation, so that the business can write first. Call it where a message is likely:
   * for a new visitor each call makes a user in your app. Makes nothing where there is a conversation.
   *
   * Resolves with the conversations that are known by then, the loaded one first.
   */
  startConversation(): Promise<{ conversations: ConversationFacts[] }>;
  /**
   * Makes a further conversation of the user, and the user first where there is none. What is asked of the
   * service for it is assumed, not observed.
   */
  createConversation(options?: NewConversation): Promise<ConversationFacts>;
  /**
   * Changes what a conversation is called and looks like. What is asked of the service for it is assumed, not
   * observed.
   */
  updateConversation(conversationId: string, options: ConversationUpdate): Promise<ConversationFacts>;
  /** Sets the number of unread messages to zero, of the loaded conversation unless another is named. */
  markAllAsRead(conversationId?: string): void;
  /** Suggests to the visitor to link this conversation with one of the other channels. */
  showNotificationChannelPrompt(): void;
  /** Puts a text into the visitor's input field. */
  setPredefinedMessage(text: string): void;
  /**
   * Sets the delegate, or removes it with `null`. Throws a `TypeError` for a key that is no delegate or a value
   * that is no function.
   */
  setDelegate(delegate: Delegate | null | undefined): void;
}

/**
 * What `init` takes.
 *
 * An option that is not known, or whose value is not allowed, is named in the console, once, and its default
 * takes its place. What stands in `init` wins over what is set in the service for the integration.
 */
export interface InitOptions {
  /** Your integration. Needed, except by old apps that give `appId`. */
  integrationId?: string;
  /** Your app, for old apps whose integrations have no id. */
  appId?: string;
  /** Where the app lives: `"eu-1"` for the European Union; left out for the United States. */
  region?: string;
  /** The user's id, to log in at once instead of by `login`. Needs `jwt`. */
  userId?: string;
  /** Another name of `userId`. */
  externalId?: string;
  /** The user's token, signed by your server. It is never stored. */
  jwt?: string;
  /** A code that links this browser to an existing conversation. It is never stored. */
  authCode?: string;
  /**
   * Language and country for dates, `<language>-<COUNTRY>`. A country that is not known falls back to its
   * language, and such a language to `en-US`. It translates nothing else: see `customText`. A language that
   * is written from right to left turns the layout.
   *
   * @defaultValue `"en-US"`
   */
  locale?: string;
  /**
   * A sound for a new message while the page is hidden or the panel closed, in one tab.
   *
   * @defaultValue `true`
   */
  soundNotificationEnabled?: boolean;
  /**
   * `false` turns off the upload of images and files alike. Older than `menuItems.imageUpload`, which is the
   * better choice for images alone.
   *
   * @defaultValue `true`
   */
  imageUploadEnabled?: boolean;
  /**
   * Keeps the introduction at the top of the conversation, where it would scroll with it.
   *
   * @defaultValue `false`
   */
  fixedIntroPane?: boolean;
  /**
   * Puts the widget inside an element of the page, by `render`. Nothing shows before that.
   *
   * @defaultValue `false`
   */
  embedded?: boolean;
  /**
   * How the closed widget looks: a round button, or a tab at the bottom of the page.
   *
   * @defaultValue `"button"`
   */
  displayStyle?: 'button' | 'tab';
  /** A picture on the button: JPG, PNG or GIF, at least 200 × 200 pixels. A speech bubble where left out. */
  buttonIconUrl?: string;
  /**
   * The width of the button, in pixels.
   *
   * @defaultValue `"58px"`
   */
  buttonWidth?: string | number;
  /**
   * The height of the button, in pixels.
   *
   * @defaultValue `"58px"`
   */
  buttonHeight?: string | number;
  /** The name at the top of the conversation. The app's name where left out. */
  businessName?: string;
  /** The picture beside it: JPG, PNG or GIF, at least 200 × 200 pixels. The app's picture where left out. */
  businessIconUrl?: string;
  /** A picture that is tiled behind the conversation. */
  backgroundImageUrl?: string;
  /** The channels that are shown, by the ids of their integrations, in this order. An empty list shows none. */
  integrationOrder?: string[];
  /** The colours. */
  customColors?: CustomColors;
  /** What the widget says. */
  customText?: CustomText;
  /** What the visitor can send besides text. */
  menuItems?: MenuItems;
  /**
   * Suggests to new visitors, after their first message, to link another channel.
   *
   * @defaultValue `true`
   */
  notificationChannelPromptEnabled?: boolean;
  /**
   * Where the visitor's identity is kept. `"sessionStorage"` forgets it with the tab. Where neither can be used
   * the widget works until the page is left.
   *
   * @defaultValue `"localStorage"`
   */
  browserStorage?: 'localStorage' | 'sessionStorage';
  /** Functions of yours that are asked on the way. Later ones by `setDelegate`. */
  delegate?: Delegate;
  /** A form before the first message. */
  prechatCapture?: PrechatCapture;
  /**
   * Where the configuration is asked for, in place of the hosted service: `"http://localhost:8000/sdk/"` points
   * a page at the local sandbox.
   */
  configBaseUrl?: string;
  /**
   * Whether the visitor can see the list of conversations.
   *
   * @defaultValue `true`
   */
  canUserSeeConversationList?: boolean;
  /** The picture of the writer of automatic messages, such as the greeting of the prechat form. */
  avatarUrl?: string;
  /** What screen readers are told when a message comes in, in place of the message. */
  customScreenReaderAnnouncement?: string;
  /**
   * Ours: the colours of the panel; `"auto"` follows what the visitor's system prefers.
   *
   * @defaultValue `"auto"`
   */
  theme?: 'light' | 'dark' | 'auto';
  /**
   * Ours: where the widget stands in the pile of the page.
   *
   * @defaultValue `2147483000`
   */
  zIndex?: number;
  /**
   * Ours: when the larger part of the widget is loaded. `"idle"`: when the page has nothing else to do;
   * `"eager"`: at once; `"intent"`: when the visitor turns to the launcher, the page calls a method, or there is
   * a conversation already.
   *
   * @defaultValue `"idle"`
   */
  loading?: 'idle' | 'eager' | 'intent';
  /**
   * Ours: what the widget runs on. `"auto"`: WebAssembly, and JavaScript where that is missing or forbidden;
   * `"js"`: WebAssembly is not even tried, so that a strict policy reports nothing.
   *
   * @defaultValue `"auto"`
   */
  runtime?: 'auto' | 'wasm' | 'js';
}

/**
 * Colours, as three or six hexadecimal digits with or without `#`. What stands on them is white where that
 * can be read (WCAG 2.2 AA), else black.
 */
export interface CustomColors {
  /**
   * The header, and the button or tab.
   *
   * @defaultValue `"65758e"`
   */
  brandColor?: string;
  /**
   * The visitor's messages, quick replies, and what can be pressed at the bottom.
   *
   * @defaultValue `"0099ff"`
   */
  conversationColor?: string;
  /**
   * The buttons inside messages.
   *
   * @defaultValue `"0099ff"`
   */
  actionColor?: string;
}

/** What the visitor can send besides text. */
export interface MenuItems {
  /**
   * Images, also pasted and dropped ones. `false` leaves files alone.
   *
   * @defaultValue `true`
   */
  imageUpload?: boolean;
  /**
   * Files, also dropped ones.
   *
   * @defaultValue `true`
   */
  fileUpload?: boolean;
  /**
   * The location of the visitor.
   *
   * @defaultValue `true`
   */
  shareLocation?: boolean;
}

/** A form before the first message; until it is answered nothing else can be written. */
export interface PrechatCapture {
  /**
   * Whether there is one.
   *
   * @defaultValue `false`
   */
  enabled?: boolean;
  /**
   * Links the email address that was given, where the app has an email integration: that of the first field of
   * type `email`.
   *
   * @defaultValue `true`
   */
  enableEmailLinking?: boolean;
  /** The questions. Name and email address where left out. */
  fields?: PrechatField[];
  /** The name of a list of questions that is defined in the service, in place of `fields`. */
  template?: string;
}

/** A question of the prechat form. */
export interface PrechatField {
  /** What is asked for. */
  type: 'text' | 'email' | 'select';
  /** The name that the business reads. */
  name: string;
  /** The question. */
  label: string;
  /** An example in the empty field. */
  placeholder?: string;
  /** Fewest characters of a text. */
  minSize?: number;
  /** Most characters of a text. */
  maxSize?: number;
  /** The choices of a `select`. */
  options?: Choice[];
}

/** A choice of a `select` field. */
export interface Choice {
  /** The name that the business reads. */
  name: string;
  /** The text that the visitor reads. */
  label: string;
}

/**
 * What the widget says: to change its tone, or to translate it. Keys that are left out keep their default.
 *
 * What stands in braces, and `<name>`, is filled in by the widget, has to stay, and is text whatever it holds.
 * Of markup only `<br>` and `<a href="…">` with `http`, `https`, `mailto`, `tel` and `weixin` are understood, and
 * these in what says what a channel is for, such as `lineChannelDescription`; all else is shown as it is.
 */
export interface CustomText {
  /**
   * Stands in the place of a `buy` action that is paid.
   *
   * @defaultValue `"Payment Completed"`
   */
  actionPaymentCompleted?: string;
  /**
   * Known, and not shown: no payment is made in the widget.
   *
   * @defaultValue `"An error occurred while processing the card. <br> Please try again or use a different card."`
   */
  actionPaymentError?: string;
  /**
   * Notice above the composer, for ten seconds, where a postback could not be delivered.
   *
   * @defaultValue `"An error occurred while processing your action. Please try again."`
   */
  actionPostbackError?: string;
  /**
   * Under a message that was not delivered, where there is a mouse. A click sends it again.
   *
   * @defaultValue `"Message not delivered. Click to retry."`
   */
  clickToRetry?: string;
  /**
   * Under a form that was not delivered, where there is a mouse.
   *
   * @defaultValue `"Form not submitted. Click anywhere on the form to retry."`
   */
  clickToRetryForm?: string;
  /**
   * Prompt after the first message, above the channels that can be linked.
   *
   * @defaultValue `"Give us a way to reach out:"`
   */
  connectNotificationText?: string;
  /**
   * The same prompt, where there is one channel only.
   *
   * @defaultValue `"Be notified when you get a reply."`
   */
  connectNotificationSingleText?: string;
  /**
   * Button of that prompt. `<name>` becomes the channel's name.
   *
   * @defaultValue `"Turn on <name> notifications"`
   */
  connectNotificationSingleButtonText?: string;
  /**
   * Stands in the prompt for the channels that have no room in it.
   *
   * @defaultValue `"others"`
   */
  connectNotificationOthersText?: string;
  /**
   * Format of the date above the first message of a day. The letters are those of `messageTimestampFormat`.
   *
   * @defaultValue `"MMMM D YYYY, h:mm A"`
   */
  conversationTimestampHeaderFormat?: string;
  /**
   * Banner, when the widget has given up. `{retry}` becomes `couldNotConnectInner`, a link.
   *
   * @defaultValue `"Couldn't connect. You can {retry}. "`
   */
  couldNotConnect?: string;
  /**
   * The link in `couldNotConnect`.
   *
   * @defaultValue `"retry connecting now"`
   */
  couldNotConnectInner?: string;
  /**
   * Banner, while the connection is lost. `{retry}` becomes `couldNotConnectWithRetryInner`, a button.
   *
   * @defaultValue `"Couldn't connect. We'll keep retrying, or you can {retry}."`
   */
  couldNotConnectWithRetry?: string;
  /**
   * The button in `couldNotConnectWithRetry`.
   *
   * @defaultValue `"try now"`
   */
  couldNotConnectWithRetryInner?: string;
  /**
   * Email page: button that unlinks the address to link another.
   *
   * @defaultValue `"Change my email"`
   */
  emailChangeAddress?: string;
  /**
   * Email page: what it is for.
   *
   * @defaultValue `"To be notified by email when you get a reply, enter your email address."`
   */
  emailDescription?: string;
  /**
   * Email page: label of the field.
   *
   * @defaultValue `"Your email"`
   */
  emailFieldLabel?: string;
  /**
   * Email page: in the empty field.
   *
   * @defaultValue `"Your email address"`
   */
  emailFieldPlaceholder?: string;
  /**
   * Email page: button that links the address.
   *
   * @defaultValue `"Continue"`
   */
  emailFormButton?: string;
  /**
   * Link above the oldest message that is loaded.
   *
   * @defaultValue `"Load more"`
   */
  fetchHistory?: string;
  /**
   * In place of `fetchHistory` while older messages are on their way.
   *
   * @defaultValue `"Retrieving history..."`
   */
  fetchingHistory?: string;
  /**
   * Ours: in place of `fetchHistory` where older messages could not be loaded; it is said aloud too.
   *
   * @defaultValue `"Not loaded. Try again"`
   */
  fetchHistoryError?: string;
  /**
   * Banner where a file is too large. `{size}` becomes the limit, such as `25 MiB`.
   *
   * @defaultValue `"Max file size limit exceeded ({size})"`
   */
  fileTooLargeError?: string;
  /**
   * Banner where the service does not take files of this type.
   *
   * @defaultValue `"Unsupported file type."`
   */
  fileTypeError?: string;
  /**
   * Under a form's field that wants an email address.
   *
   * @defaultValue `"Email is invalid"`
   */
  formErrorInvalidEmail?: string;
  /**
   * Under a form's field with too long an answer. `{characters}` becomes the limit.
   *
   * @defaultValue `"Must contain no more than ({characters}) characters"`
   */
  formErrorNoLongerThan?: string;
  /**
   * Under a form's field with too short an answer. `{characters}` becomes the limit.
   *
   * @defaultValue `"Must contain at least ({characters}) characters"`
   */
  formErrorNoShorterThan?: string;
  /**
   * Under a form's field whose answer was refused for another reason.
   *
   * @defaultValue `"This doesn't look quite right"`
   */
  formErrorUnknown?: string;
  /**
   * In a choice that has no placeholder of its own.
   *
   * @defaultValue `"Choose one..."`
   */
  formFieldSelectPlaceholderFallback?: string;
  /**
   * Page of the business's email address: what to do with it.
   *
   * @defaultValue `"To talk to us using email just send a message to our email address and we'll reply shortly:"`
   */
  frontendEmailChannelDescription?: string;
  /**
   * Under the business's name, or in its place where there is none: there, and on a tab, it is never empty.
   *
   * @defaultValue `"How can we help?"`
   */
  headerText?: string;
  /**
   * In place of an image that could not be loaded.
   *
   * @defaultValue `"Click to reload image."`
   */
  imageClickToReload?: string;
  /**
   * In place of a large image until it is asked for. `{size}` becomes its size.
   *
   * @defaultValue `"Click to view {size} image."`
   */
  imageClickToView?: string;
  /**
   * In place of an image or a file without an address, and in the viewer where the image does not come.
   *
   * @defaultValue `"Preview not available."`
   */
  imagePreviewNotAvailable?: string;
  /**
   * In the empty input field.
   *
   * @defaultValue `"Type a message..."`
   */
  inputPlaceholder?: string;
  /**
   * In the input field while a form has to be answered first.
   *
   * @defaultValue `"Complete the form above..."`
   */
  inputPlaceholderBlocked?: string;
  /**
   * Introduction, where channels can be linked.
   *
   * @defaultValue `"Message us below or from your favorite app."`
   */
  introAppText?: string;
  /**
   * Introduction above the first message.
   *
   * @defaultValue `"We're here to talk, so ask us anything!"`
   */
  introductionText?: string;
  /**
   * LINE page: what to do with the QR code.
   *
   * @defaultValue `"To talk to us using LINE, scan this QR code using the LINE app and send us a message."`
   */
  lineChannelDescription?: string;
  /**
   * A channel's page, where no link could be made.
   *
   * @defaultValue `"An error occurred when attempting to generate a link for this channel. Please try again."`
   */
  linkError?: string;
  /**
   * Where the browser does not know where it is.
   *
   * @defaultValue `"Your browser does not support location services or it’s been disabled. Please type your location instead."`
   */
  locationNotSupported?: string;
  /**
   * Where the page may not ask for the location.
   *
   * @defaultValue `"This website cannot access your location. Please type your location instead."`
   */
  locationSecurityRestriction?: string;
  /**
   * Where the location was found and could not be sent.
   *
   * @defaultValue `"Could not send location"`
   */
  locationSendingFailed?: string;
  /**
   * Where the visitor did not allow the location.
   *
   * @defaultValue `"This website cannot access your location. Allow access in your settings or type your location instead."`
   */
  locationServicesDenied?: string;
  /**
   * Notice, where a message to a conversation that is not shown could not be sent: one that is shown says it itself.
   *
   * @defaultValue `"An error occured while sending your message. Please try again."`
   */
  messageError?: string;
  /**
   * Title of the page while several messages are unread, and what their number is called for who hears it. `{count}` becomes that number.
   *
   * @defaultValue `"({count}) New messages"`
   */
  messageIndicatorTitlePlural?: string;
  /**
   * Title of the page while one message is unread, and what the `1` is called for who hears it. `{count}` becomes `1`.
   *
   * @defaultValue `"({count}) New message"`
   */
  messageIndicatorTitleSingular?: string;
  /**
   * Age of a message in days. `{value}` becomes the number.
   *
   * @defaultValue `"{value}d ago"`
   */
  messageRelativeTimeDay?: string;
  /**
   * Age of a message in hours. `{value}` becomes the number.
   *
   * @defaultValue `"{value}h ago"`
   */
  messageRelativeTimeHour?: string;
  /**
   * Age of a message of less than a minute.
   *
   * @defaultValue `"Just now"`
   */
  messageRelativeTimeJustNow?: string;
  /**
   * Age of a message in minutes. `{value}` becomes the number.
   *
   * @defaultValue `"{value}m ago"`
   */
  messageRelativeTimeMinute?: string;
  /**
   * Format of the time of a message. `YYYY` `MM` `D` and the like stand for the date, `h` `H` `mm` `A` for the
   * time.
   *
   * @defaultValue `"h:mm A"`
   */
  messageTimestampFormat?: string;
  /**
   * Under a message on its way.
   *
   * @defaultValue `"Sending..."`
   */
  messageSending?: string;
  /**
   * Under the newest message of the visitor, once the service has it.
   *
   * @defaultValue `"Delivered"`
   */
  messageDelivered?: string;
  /**
   * Facebook Messenger page: what linking is good for.
   *
   * @defaultValue `"Connect your Facebook Messenger account to be notified when you get a reply and continue the conversation on Facebook Messenger."`
   */
  messengerChannelDescription?: string;
  /**
   * Settings: above the list of channels.
   *
   * @defaultValue `"You can also talk to us from your favorite app or service."`
   */
  notificationSettingsChannelsDescription?: string;
  /**
   * Settings: headline of the list of channels.
   *
   * @defaultValue `"Other Channels"`
   */
  notificationSettingsChannelsTitle?: string;
  /**
   * Settings: beside a channel that is linked.
   *
   * @defaultValue `"Connected"`
   */
  notificationSettingsConnected?: string;
  /**
   * Settings: beside a channel that is linked. `{username}` becomes the account's name.
   *
   * @defaultValue `"Connected as {username}"`
   */
  notificationSettingsConnectedAs?: string;
  /**
   * First message of the prechat form. `\n` breaks the line.
   *
   * @defaultValue `"Hi there 👋\nTo start off, we'd like to know a little bit more about you:"`
   */
  prechatCaptureGreetingText?: string;
  /**
   * Label of the first field of the default prechat form.
   *
   * @defaultValue `"Your name"`
   */
  prechatCaptureNameLabel?: string;
  /**
   * In that field while it is empty.
   *
   * @defaultValue `"Type your name..."`
   */
  prechatCaptureNamePlaceholder?: string;
  /**
   * Label of the second field of the default prechat form.
   *
   * @defaultValue `"Email"`
   */
  prechatCaptureEmailLabel?: string;
  /**
   * In that field while it is empty.
   *
   * @defaultValue `"name@company.com"`
   */
  prechatCaptureEmailPlaceholder?: string;
  /**
   * Message after the prechat form.
   *
   * @defaultValue `"Thanks for that! What can we help you with?"`
   */
  prechatCaptureConfirmationText?: string;
  /**
   * Notice once the email address of the prechat form is linked. `{email}` becomes the address, a link as in any text.
   *
   * @defaultValue `"You'll be notified here and by email at {email} once we reply."`
   */
  prechatCaptureMailgunLinkingConfirmation?: string;
  /**
   * Name of the button that sends.
   *
   * @defaultValue `"Send"`
   */
  sendButtonText?: string;
  /**
   * Known, and not shown: the only settings are the channels, whose page has `notificationSettingsChannelsTitle` above it.
   *
   * @defaultValue `"Settings"`
   */
  settingsHeaderText?: string;
  /**
   * Menu: sends the visitor's location.
   *
   * @defaultValue `"Share location"`
   */
  shareLocation?: string;
  /**
   * SMS page: the number was refused.
   *
   * @defaultValue `"We were unable to communicate with this number. Try again or use a different one."`
   */
  smsBadRequestError?: string;
  /**
   * SMS page: button that stops linking.
   *
   * @defaultValue `"Cancel"`
   */
  smsCancel?: string;
  /**
   * SMS page: button that unlinks the number to link another.
   *
   * @defaultValue `"Change my number"`
   */
  smsChangeNumber?: string;
  /**
   * SMS page: what linking is good for.
   *
   * @defaultValue `"Connect your SMS number to be notified when you get a reply and continue the conversation over SMS."`
   */
  smsChannelDescription?: string;
  /**
   * SMS page, until the number is confirmed. `{number}` becomes the number.
   *
   * @defaultValue `"Check your messages at {number} to confirm your phone number."`
   */
  smsChannelPendingDescription?: string;
  /**
   * SMS page: button that links the number.
   *
   * @defaultValue `"Continue"`
   */
  smsContinue?: string;
  /**
   * SMS page: this is no phone number.
   *
   * @defaultValue `"Your phone number isn't valid. Please try again."`
   */
  smsInvalidNumberError?: string;
  /**
   * SMS page, after linking was cancelled. `{appUserNumber}` becomes the number.
   *
   * @defaultValue `"Link to {appUserNumber} was cancelled."`
   */
  smsLinkCancelled?: string;
  /**
   * SMS page: beside a number that is not confirmed yet.
   *
   * @defaultValue `"Pending"`
   */
  smsLinkPending?: string;
  /**
   * SMS page: no text could be sent.
   *
   * @defaultValue `"There was an error sending a message to your number."`
   */
  smsPingChannelError?: string;
  /**
   * SMS page: button that asks for a text to the number.
   *
   * @defaultValue `"Send me a text"`
   */
  smsSendText?: string;
  /**
   * SMS page: link that opens the phone's own texting.
   *
   * @defaultValue `"Start Texting"`
   */
  smsStartTexting?: string;
  /**
   * SMS page: too many tries. `{minutes}` becomes how long to wait.
   *
   * @defaultValue `"A connection for that number was requested recently. Please try again in {minutes} minutes."`
   */
  smsTooManyRequestsError?: string;
  /**
   * The same, where the wait is one minute.
   *
   * @defaultValue `"A connection for that number was requested recently. Please try again in 1 minute."`
   */
  smsTooManyRequestsOneMinuteError?: string;
  /**
   * SMS page: another failure.
   *
   * @defaultValue `"Something went wrong. Please try again."`
   */
  smsUnhandledError?: string;
  /**
   * As `clickToRetry`, on a touch screen.
   *
   * @defaultValue `"Message not delivered. Tap to retry."`
   */
  tapToRetry?: string;
  /**
   * As `clickToRetryForm`, on a touch screen.
   *
   * @defaultValue `"Form not submitted. Tap anywhere on the form to retry."`
   */
  tapToRetryForm?: string;
  /**
   * Telegram page: what linking is good for.
   *
   * @defaultValue `"Connect your Telegram account to be notified when you get a reply and continue the conversation on Telegram"`
   */
  telegramChannelDescription?: string;
  /**
   * Menu: sends a file.
   *
   * @defaultValue `"Upload document"`
   */
  uploadDocument?: string;
  /**
   * Banner where a file cannot be used.
   *
   * @defaultValue `"Invalid file"`
   */
  uploadInvalidError?: string;
  /**
   * Menu: sends a picture.
   *
   * @defaultValue `"Upload photo"`
   */
  uploadPhoto?: string;
  /**
   * Banner where the service found a virus in the file.
   *
   * @defaultValue `"A virus was detected in your file and it has been rejected"`
   */
  uploadVirusError?: string;
  /**
   * In place of a message of a type that the widget does not know.
   *
   * @defaultValue `"Unsupported message type."`
   */
  unsupportedMessageType?: string;
  /**
   * In place of an action of a type that the widget does not know.
   *
   * @defaultValue `"Unsupported action type."`
   */
  unsupportedActionType?: string;
  /**
   * Viber page on a desktop: what to do with the QR code.
   *
   * @defaultValue `"Connect your Viber account to be notified when you get a reply and continue the conversation on Viber. To get started, scan the QR code using the Viber app."`
   */
  viberChannelDescription?: string;
  /**
   * Viber page on a phone: what to do.
   *
   * @defaultValue `"Connect your Viber account to be notified when you get a reply and continue the conversation on Viber. To get started, install the Viber app and tap Connect."`
   */
  viberChannelDescriptionMobile?: string;
  /**
   * Viber page: no QR code could be had.
   *
   * @defaultValue `"An error occurred while fetching your Viber QR code. Please try again."`
   */
  viberQRCodeError?: string;
  /**
   * WeChat page on a desktop: what to do with the QR code.
   *
   * @defaultValue `"Connect your WeChat account to be notified when you get a reply and continue the conversation on WeChat. To get started, scan this QR code using the WeChat app."`
   */
  wechatChannelDescription?: string;
  /**
   * WeChat page on a phone: what to do with the QR code. A link to `weixin:` is kept.
   *
   * @defaultValue `"Connect your WeChat account to be notified when you get a reply and continue the conversation on WeChat. To get started, save this QR code image and upload it in the <a href='weixin://dl/scan'>QR code scanner</a>."`
   */
  wechatChannelDescriptionMobile?: string;
  /**
   * WeChat page: no QR code could be had.
   *
   * @defaultValue `"An error occurred while fetching your WeChat QR code. Please try again."`
   */
  wechatQRCodeError?: string;
  /**
   * WhatsApp page on a desktop. `{{code}}` becomes the code in the message.
   *
   * @defaultValue `"Sync your account to WhatsApp by scanning the QR code or clicking the link below.\nThen, send the pre-populated message to validate the sync request. (Your code: {{code}})."`
   */
  whatsappChannelDescriptionDesktop?: string;
  /**
   * WhatsApp page on a phone. `{{code}}` becomes the code in the message.
   *
   * @defaultValue `"Sync your account to WhatsApp by clicking the link below.\nThen, send the pre-populated message to validate the sync request. (Your code: {{code}})."`
   */
  whatsappChannelDescriptionMobile?: string;
  /**
   * WhatsApp page: no link could be had.
   *
   * @defaultValue `"An error occurred while fetching your WhatsApp linking information. Please try again."`
   */
  whatsappLinkingError?: string;
  /**
   * Headline of the list of conversations.
   *
   * @defaultValue `"My conversations"`
   */
  conversationListHeaderText?: string;
  /**
   * List: age of the newest message, less than a minute.
   *
   * @defaultValue `"Just now"`
   */
  conversationListRelativeTimeJustNow?: string;
  /**
   * List: one minute.
   *
   * @defaultValue `"1 minute ago"`
   */
  conversationListRelativeTimeMinute?: string;
  /**
   * List: several minutes. `{value}` becomes the number.
   *
   * @defaultValue `"{value} minutes ago"`
   */
  conversationListRelativeTimeMinutes?: string;
  /**
   * List: one hour.
   *
   * @defaultValue `"1 hour ago"`
   */
  conversationListRelativeTimeHour?: string;
  /**
   * List: several hours. `{value}` becomes the number.
   *
   * @defaultValue `"{value} hours ago"`
   */
  conversationListRelativeTimeHours?: string;
  /**
   * List: yesterday.
   *
   * @defaultValue `"Yesterday"`
   */
  conversationListRelativeTimeYesterday?: string;
  /**
   * List: format of a date before yesterday. The letters are those of `messageTimestampFormat`.
   *
   * @defaultValue `"MM/DD/YY"`
   */
  conversationListTimestampFormat?: string;
  /**
   * List: the writer of the newest message, where no name is known.
   *
   * @defaultValue `"Someone"`
   */
  conversationListPreviewAnonymousText?: string;
  /**
   * List: the newest message is a carousel or a list. `{user}` becomes the writer.
   *
   * @defaultValue `"{user} sent a message"`
   */
  conversationListPreviewCarouselText?: string;
  /**
   * List: the newest message is a file. `{user}` becomes the writer.
   *
   * @defaultValue `"{user} sent a file"`
   */
  conversationListPreviewFileText?: string;
  /**
   * List: the newest message is a form. `{user}` becomes the writer.
   *
   * @defaultValue `"{user} sent a form"`
   */
  conversationListPreviewFormText?: string;
  /**
   * List: the newest message answers a form. `{user}` becomes the writer.
   *
   * @defaultValue `"{user} filled a form"`
   */
  conversationListPreviewFormResponseText?: string;
  /**
   * List: the newest message is an image. `{user}` becomes the writer.
   *
   * @defaultValue `"{user} sent an image"`
   */
  conversationListPreviewImageText?: string;
  /**
   * List: the newest message asks for a location. `{user}` becomes the writer.
   *
   * @defaultValue `"{user} sent a location request"`
   */
  conversationListPreviewLocationRequestText?: string;
  /**
   * List, and read aloud before what the visitor has written: the visitor, as a writer.
   *
   * @defaultValue `"You"`
   */
  conversationListPreviewUserText?: string;
  /**
   * Banner, while a new connection is made after a press on the retry link.
   *
   * @defaultValue `"Reconnecting..."`
   */
  couldNotConnectRetry?: string;
  /**
   * Banner, for a moment, when that connection stands.
   *
   * @defaultValue `"You're back online!"`
   */
  couldNotConnectRetrySuccess?: string;
  /**
   * In place of the list where it cannot be had.
   *
   * @defaultValue `"Couldn’t load conversations."`
   */
  couldNotLoadConversations?: string;
  /**
   * Email page: the address was refused. `{errorPrefix}` becomes the string of that key.
   *
   * @defaultValue `"{errorPrefix} Please submit a valid email address."`
   */
  emailLinkingErrorMessage?: string;
  /**
   * Begins the errors that have a place for it.
   *
   * @defaultValue `"Error:"`
   */
  errorPrefix?: string;
  /**
   * Under a form's field that is empty. `{errorPrefix}` becomes the string of that key.
   *
   * @defaultValue `"{errorPrefix} This entry is required"`
   */
  formErrorEntryRequired?: string;
  /**
   * Known, and not shown: a channel's page has the channel's name above it.
   *
   * @defaultValue `"Sync your conversation"`
   */
  linkChannelPageHeader?: string;
  /**
   * Under the newest message of the visitor, once the business has read it.
   *
   * @defaultValue `"Seen"`
   */
  messageSeen?: string;
  /**
   * Under the input field. `{errorPrefix}` becomes the string of that key, `{size}` the limit.
   *
   * @defaultValue `"{errorPrefix} Max message size limit exceeded ({size})."`
   */
  messageTooLongError?: string;
  /**
   * List: button that starts a further conversation.
   *
   * @defaultValue `"New Conversation"`
   */
  newConversationButtonText?: string;
  /**
   * Known, and not shown: `notificationSettingsChannelsTitle` names the button that leads to the channels.
   *
   * @defaultValue `"Sync conversation"`
   */
  syncConversation?: string;
  /**
   * Ours: name of the button that opens the panel, read by screen readers.
   *
   * @defaultValue `"Open the conversation"`
   */
  launcherLabel?: string;
  /**
   * Ours: name of the button that opens the menu of what may be sent beside text.
   *
   * @defaultValue `"Attach"`
   */
  attachLabel?: string;
  /**
   * Ours: name of the button that closes the panel.
   *
   * @defaultValue `"Close"`
   */
  closeLabel?: string;
  /**
   * Ours: name of the button that goes back by a page.
   *
   * @defaultValue `"Back"`
   */
  backLabel?: string;
  /**
   * Ours: page of a channel: the link that opens its app.
   *
   * @defaultValue `"Connect"`
   */
  connectLabel?: string;
  /**
   * Ours: page of a channel: while the service is asked.
   *
   * @defaultValue `"Loading…"`
   */
  loadingLabel?: string;
  /**
   * Ours: page of a channel: what the picture of a code is, read by screen readers.
   *
   * @defaultValue `"QR code"`
   */
  qrCodeLabel?: string;
  /**
   * Ours: SMS page: label of the field.
   *
   * @defaultValue `"Your phone number"`
   */
  smsNumberLabel?: string;
  /**
   * Ours: SMS page: placeholder of the field.
   *
   * @defaultValue `"+1 514 555 0123"`
   */
  smsNumberPlaceholder?: string;
  /**
   * Ours: page of a channel: asks the service again.
   *
   * @defaultValue `"Try again"`
   */
  tryAgainLabel?: string;
  /**
   * Ours: what stands on Twitter's page.
   *
   * @defaultValue `"To talk to us on Twitter, send us a direct message."`
   */
  twitterChannelDescription?: string;
  /**
   * Ours: page of a channel: ends the link.
   *
   * @defaultValue `"Disconnect"`
   */
  unlinkLabel?: string;
  /**
   * Ours: name of the list of messages.
   *
   * @defaultValue `"Messages"`
   */
  messagesLabel?: string;
  /**
   * Ours: while the business types, shown and read. `{name}` becomes the name.
   *
   * @defaultValue `"{name} is typing"`
   */
  typingLabel?: string;
  /**
   * Ours: name of the button that ends the sending of a file.
   *
   * @defaultValue `"Cancel upload"`
   */
  cancelUploadLabel?: string;
  /**
   * Ours: what screen readers are told of a picture that has come.
   *
   * @defaultValue `"Image"`
   */
  imageLabel?: string;
  /**
   * Ours: stands above the coordinates of a place.
   *
   * @defaultValue `"Location"`
   */
  locationLabel?: string;
  /**
   * Ours: name of the button that leads to the newest message, followed by how many have come.
   *
   * @defaultValue `"Jump to newest"`
   */
  newestLabel?: string;
  /**
   * Ours: name of the link that opens what lies over the conversation, an image or a page, in a tab of its own.
   *
   * @defaultValue `"Open in a new tab"`
   */
  newTabLabel?: string;
  /**
   * Ours: name of the button that leads to the next card of a carousel.
   *
   * @defaultValue `"Next"`
   */
  nextLabel?: string;
  /**
   * Ours: name of the button that leads to the card before.
   *
   * @defaultValue `"Previous"`
   */
  previousLabel?: string;
}

/**
 * The events, with what their handlers are called with.
 *
 * For one incoming message the order is `message:received`, `message`, `unreadCount`; for one that was sent,
 * `message:sent`, `message`. A handler that throws is reported in the console and stops nothing.
 */
export interface EventMap {
  /** `init` has completed. */
  ready: [];
  /** The widget was taken off the page. */
  destroy: [];
  /** The user received a message, in whichever conversation. */
  'message:received': [message: Message, data: EventData];
  /** The service accepted a message of the user. */
  'message:sent': [message: Message, data: EventData];
  /** After each of the two above. */
  message: [message: Message, data: EventData];
  /** The number of unread messages changed; at the start too, unless it is zero. */
  unreadCount: [unreadCount: number, data: EventData];
  /** The panel was opened. */
  'widget:opened': [];
  /** The panel was closed. */
  'widget:closed': [];
  /** The realtime connection stands, for the first time or again. */
  connected: [data: ConnectionData];
  /** The realtime connection was lost. What comes meanwhile is fetched when it is back. */
  disconnected: [data: ConnectionData];
  /** The widget tries to connect again. */
  reconnecting: [data: ConnectionData];
  /** The business, or another participant, types. */
  'typing:start': [data: TypingData];
  /** It stopped, or nothing came for ten seconds. */
  'typing:stop': [data: EventData];
  /** The user has a further conversation. */
  'conversation:added': [participants: Participant[], data: EventData];
  /** The user no longer has this conversation. */
  'conversation:removed': [data: EventData];
  /** The business, or another participant, read the conversation. */
  'conversation:read': [payload: ReadReceipt, data: EventData];
  /** Someone joined a conversation of the user. */
  'participant:added': [participant: Participant, data: EventData];
  /** Someone left a conversation of the user. */
  'participant:removed': [participant: Participant, data: EventData];
  /** For finding faults: what happened to the connection, and when. */
  'log:debug': [entry: LogEntry];
}

/**
 * Functions of yours that are asked on the way. Each may return a promise. One that throws, or returns what
 * makes no sense, is reported in the console, and the object that it was given is used unchanged.
 */
export interface Delegate {
  /**
   * Before a message is shown. Return it, changed or not, or a falsy value to hide it. Only this display
   * changes: the service keeps the message as it is.
   */
  beforeDisplay?(message: AnyMessage, data: DelegateData): Awaitable<AnyMessage | null | undefined | false>;
  /**
   * Before a message is sent. Return it, changed or not. Of an image or file only `metadata` is taken.
   */
  beforeSend?(message: MessageToSend, data: DelegateData): Awaitable<MessageToSend>;
  /** Before a postback is sent. Return it, changed or not; `metadata` may be added. */
  beforePostbackSend?(postback: Postback, data: DelegateData): Awaitable<Postback>;
  /**
   * When the service no longer takes the user's token. Return a new one: what failed meanwhile is tried again,
   * once. It is asked once for all requests that fail together.
   */
  onInvalidAuth?(): Awaitable<string>;
}

/** A value, or a promise of it. */
export type Awaitable<Value> = Value | Promise<Value>;

/** What a site or the business stores with an object: names with texts, numbers or booleans. */
export type Metadata = Record<string, unknown>;

/** Which conversation an event is about. */
export interface EventData {
  /** The conversation, by its id. */
  conversation: { _id: string };
}

/** Which conversation is loaded, while the connection changes. */
export interface ConnectionData {
  /** The conversation, by its id; missing where none is loaded. */
  conversation?: { _id: string };
}

/** Who types, and where. */
export interface TypingData extends EventData {
  /** The name of the one who types, where it is known. */
  name?: string;
  /** The picture of the one who types, where it is known. */
  avatarUrl?: string;
}

/** Who read a conversation. */
export interface ReadReceipt {
  /** The business, or another participant. */
  role: 'appMaker' | 'appUser';
  /** When. */
  lastRead: number;
  /** The participant; missing where it was the business. */
  appUserId?: string;
}

/** An entry of `log:debug`. */
export interface LogEntry {
  /** When, in milliseconds since 1970. */
  timestamp: number;
  /** What: `"transport:up"`, `"transport:down"`, `"window:offline"`. */
  message: string;
  /** Which conversation was loaded. */
  data: ConnectionData;
}

/** What a delegate is told besides. */
export interface DelegateData {
  /** The conversation, without its messages. */
  conversation: ConversationFacts;
}

/** A conversation without its messages. */
export interface ConversationFacts {
  /** The service's id. */
  _id: string;
  /** `"personal"`, or `"sdkGroup"` with several users. */
  type: string;
  /** Messages that the user has not read. */
  unreadCount: number;
  /** When the newest message came; 0 where there is none. */
  lastUpdatedAt: number;
  /** Who takes part. */
  participants: Participant[];
  /** What the site or the business stores with it. */
  metadata: Metadata;
  /** What it is called, where it was given a name. */
  displayName?: string;
  /** What it is about, where it was said. */
  description?: string;
  /** Its picture, where it was given one. */
  iconUrl?: string;
}

/** A conversation. */
export interface Conversation extends ConversationFacts {
  /** The messages that are loaded, oldest first; those that the service does not have yet stand at the end. */
  messages: AnyMessage[];
}

/** What `getConversation` returns before there is a conversation. */
export interface EmptyConversation extends Omit<Conversation, '_id' | 'metadata'> {
  /** There is none yet. */
  _id?: undefined;
  /** Nothing is stored with it yet. */
  metadata?: undefined;
}

/** A user in a conversation. */
export interface Participant {
  /** The service's id of the membership. */
  _id: string;
  /** The user. */
  appUserId: string;
  /** Messages that this user has not read. */
  unreadCount?: number;
  /** When this user last read. */
  lastRead?: number;
}

/** What `createConversation` takes. */
export interface NewConversation extends ConversationUpdate {
  /** The first messages. */
  messages?: MessageToSend[];
}

/** What `updateConversation` takes. */
export interface ConversationUpdate {
  /** What it is called. */
  displayName?: string;
  /** What it is about. */
  description?: string;
  /** Its picture. */
  iconUrl?: string;
  /** Another name of `iconUrl`. */
  avatarUrl?: string;
  /** What is stored with it. */
  metadata?: Metadata;
}

/** A message. */
export interface Message {
  /** The service's id. */
  _id: string;
  /** What it is. A type that the widget does not know is shown by its `textFallback`. */
  type: MessageType;
  /** Who speaks: the user, or the business. */
  role: 'appUser' | 'appMaker';
  /** Who wrote it. */
  authorId?: string;
  /** The writer's name. */
  name?: string;
  /** The writer's picture. */
  avatarUrl?: string;
  /** When the service received it; the order of the conversation. */
  received: number;
  /** Where it came from. */
  source?: MessageSource;
  /** The text, with line breaks. */
  text?: string;
  /**
   * The same with marks of Markdown, which is what the user sees: bold, italic, code, links, headings, lists. Nothing in
   * it becomes markup. Where something shows plainly, such as in the list of conversations, it is `text`.
   */
  markdownText?: string;
  /** What is shown where the type is not known. */
  textFallback?: string;
  /** What a quick reply carries back to the business. */
  payload?: string;
  /** What the site or the business stores with it. */
  metadata?: Metadata;
  /** Where the image or file is. */
  mediaUrl?: string;
  /** Its media type, such as `"image/png"`. */
  mediaType?: string;
  /** Its size in bytes. */
  mediaSize?: number;
  /** The place of a `location`. */
  coordinates?: Coordinates;
  /** What the user can do. */
  actions?: Action[];
  /** The cards of a `carousel` or a `list`. */
  items?: MessageItem[];
  /** How the cards are shown. */
  displaySettings?: { imageAspectRatio?: 'horizontal' | 'square' };
  /** The questions of a `form`, or the answers of a `formResponse`. */
  fields?: FormField[];
  /** Whether nothing can be written before the form is answered. */
  blockChatInput?: boolean;
  /** Whether the form has been answered. */
  submitted?: boolean;
  /** The message that this one answers. */
  quotedMessageId?: string;
  /** Absent: the service has it. */
  sendStatus?: undefined;
}

/** A message of the user that the service does not have yet. */
export interface PendingMessage extends Omit<Message, '_id' | 'received' | 'sendStatus'> {
  /** It has none yet. */
  _id?: undefined;
  /** Not yet. */
  received?: undefined;
  /** On its way, or refused and to be sent again by the user. */
  sendStatus: 'sending' | 'failed';
}

/** A message, whether the service has it or not. */
export type AnyMessage = Message | PendingMessage;

/** The types of messages. */
export type MessageType =
  | 'text' | 'image' | 'file' | 'location' | 'carousel' | 'list' | 'form' | 'formResponse' | (string & {});

/** Where a message came from. */
export interface MessageSource {
  /** `"web"`, `"api"`, or the channel's name. */
  type: string;
  /** The browser. */
  id?: string;
  /** The integration. */
  integrationId?: string;
  /** What names the message among those that were sent. */
  sessionId?: string;
}

/** What `sendMessage` takes, and `beforeSend` gives and takes. */
export interface MessageToSend {
  /**
   * What it is.
   *
   * @defaultValue `"text"`
   */
  type?: MessageType;
  /** The text. */
  text?: string;
  /** The writer's name. */
  name?: string;
  /** The writer's picture. */
  avatarUrl?: string;
  /** What the site stores with it. */
  metadata?: Metadata;
  /** What goes to the business besides the text. */
  payload?: string;
  /** Where an image or file is. */
  mediaUrl?: string;
  /** Its media type. */
  mediaType?: string;
  /** The place of a `location`. */
  coordinates?: Coordinates;
  /** The answers of a `formResponse`. */
  fields?: FormField[];
  /** The form that is answered. */
  quotedMessageId?: string;
}

/** A place on earth, in degrees. */
export interface Coordinates {
  /** North is positive. */
  lat: number;
  /** East is positive. */
  long: number;
}

/** Something that the user can do. */
export interface Action {
  /** The service's id: what `triggerPostback` takes. */
  _id?: string;
  /** What it does. One of another type opens its `fallback`. */
  type: ActionType;
  /** Its label. */
  text?: string;
  /** What the business gets back. */
  payload?: string;
  /** What the business stores with it. */
  metadata?: Metadata;
  /** A picture on a quick reply. */
  iconUrl?: string;
  /** The address that it opens. */
  uri?: string;
  /** The address where `uri` cannot be shown. */
  fallback?: string;
  /** Whether a press on the card does this. */
  default?: boolean;
  /** The height of a `webview`. */
  size?: 'compact' | 'tall' | 'full';
  /** Whether a `webview` opens by itself when the message arrives. */
  openOnReceive?: boolean;
  /** The price of a `buy`, in cents. */
  amount?: number;
  /** The currency of that price. */
  currency?: string;
  /** Whether a `buy` has been paid. */
  state?: 'offered' | 'paid';
}

/** The types of actions. */
export type ActionType = 'reply' | 'locationRequest' | 'postback' | 'link' | 'webview' | 'buy' | (string & {});

/** A card of a carousel or a list. */
export interface MessageItem {
  /** The service's id. */
  _id?: string;
  /** Headline. */
  title: string;
  /** The text below it. */
  description?: string;
  /** A picture. */
  mediaUrl?: string;
  /** Its media type. */
  mediaType?: string;
  /** How large the card is. */
  size?: string;
  /** What the user can do. */
  actions: Action[];
}

/** A question of a form, or its answer, which stands under the key that `type` names. */
export interface FormField {
  /** The service's id, in questions. */
  _id?: string;
  /** What is asked for. */
  type: 'text' | 'email' | 'select';
  /** The name that the business reads. */
  name: string;
  /** The question. */
  label?: string;
  /** An example in the empty field. */
  placeholder?: string;
  /** Fewest characters. */
  minSize?: number;
  /** Most characters. */
  maxSize?: number;
  /** The choices of a `select`. */
  options?: Choice[];
  /** The answer to a `text`. */
  text?: string;
  /** The answer to an `email`. */
  email?: string;
  /** The answer to a `select`. */
  select?: Choice[];
}

/** A postback on its way to the service. */
export interface Postback {
  /** Which action, and what goes with it. */
  postback: { actionId: string; metadata?: Metadata };
  /** What goes with it, in the place where older pages put it. */
  metadata?: Metadata;
}

/** A user, as the service describes them. */
export interface User {
  /** The service's id; missing before the first message. */
  _id?: string;
  /** Your id; present where the user is logged in. */
  userId?: string;
  /** First name. */
  givenName?: string;
  /** Last name. */
  surname?: string;
  /** Email address. */
  email?: string;
  /** When the user gave their name; no prechat form is shown afterwards. */
  signedUpAt?: number;
  /** What the site and the business store about the user. */
  properties?: Metadata;
  /** Browsers and channels that are linked. */
  clients?: LinkedClient[];
  /** Channels whose linking waits for a confirmation. */
  pendingClients?: LinkedClient[];
}

/** What `updateUser` takes. */
export interface UserUpdate {
  /** First name. */
  givenName?: string;
  /** Last name. */
  surname?: string;
  /** Email address. */
  email?: string;
  /** When the user signed up. */
  signedUpAt?: number | string;
  /** What is stored about the user; keys that are left out stay as they are. */
  properties?: Metadata;
}

/** A browser or a channel that is linked to a user. */
export interface LinkedClient {
  /** The browser's or the channel account's id. */
  id: string;
  /** `"web"`, or the channel's name. */
  platform: string;
  /** Whether it can receive. */
  active?: boolean;
  /** A phone number, or the account's name. */
  displayName?: string;
}

/** What promises reject with. */
export interface AvMessagingError extends Error {
  /** A word for programs, such as `"invalid_auth"` or `"unreachable"`. */
  code?: string;
  /** The service's own words. */
  description?: string;
  /** The HTTP status, where there was an answer. */
  status?: number;
}

/** What `configure` takes. */
export interface ModuleSettings {
  /**
   * The address of the widget's files, where `loader.json` is: absolute, or beginning with `/`. Set already in
   * `avmsdk.mjs` of a configured folder.
   */
  publicPath: string;
}

/** Says where the widget's files are. To be called before the first `init`; throws after it. */
export declare function configure(settings: ModuleSettings): void;

declare const AvMessagingSdk: AvMessagingSdk;
export default AvMessagingSdk;

declare global {
  interface Window {
    /** The widget, once the loader snippet or the first `init` of the module has run. */
    AvMessagingSdk: AvMessagingSdk;
  }
  /** The widget, on a page that loads it by the snippet. */
  var AvMessagingSdk: AvMessagingSdk;
}

// Every method, event and delegate, as a page uses them. `tsc --strict` checks this file against the types.
import AvMessagingSdk, { configure } from 'avmsdk';
import type {
  Action, AvMessagingError, Conversation, ConversationFacts, Delegate, EventData, InitOptions, Message, Participant, User
} from 'avmsdk';
import { AvMessengerElement } from 'avmsdk/element';

configure({ publicPath: 'https://cdn.example.com/chat/' });

const delegate: Delegate = {
  beforeDisplay(message, data) {
    const hidden = message.metadata?.hidden === true;
    return hidden || data.conversation.unreadCount > 99 ? null : { ...message, text: message.text?.trim() };
  },
  async beforeSend(message, { conversation }) {
    return { ...message, metadata: { ...message.metadata, type: conversation.type } };
  },
  beforePostbackSend(postback) {
    postback.postback.metadata = { page: 'cart' };
    return postback;
  },
  onInvalidAuth: () => Promise.resolve('a new token')
};

const options: InitOptions = {
  integrationId: '5f00000000000000000000b1',
  appId: '5f00000000000000000000a1',
  region: 'eu-1',
  userId: 'user-42',
  externalId: 'user-42',
  jwt: 'a token',
  authCode: 'a code',
  locale: 'de-CH',
  soundNotificationEnabled: false,
  imageUploadEnabled: true,
  fixedIntroPane: true,
  embedded: true,
  displayStyle: 'tab',
  buttonIconUrl: 'https://shop.example.com/chat.png',
  buttonWidth: '60px',
  buttonHeight: 60,
  businessName: 'Acme',
  businessIconUrl: 'https://shop.example.com/acme.png',
  backgroundImageUrl: 'https://shop.example.com/tile.png',
  integrationOrder: ['5f00000000000000000000b2'],
  customColors: { brandColor: '65758e', conversationColor: '#0099ff', actionColor: '09f' },
  customText: { headerText: 'Wie können wir helfen?', launcherLabel: 'Chat öffnen', messageSeen: 'Gelesen' },
  menuItems: { imageUpload: true, fileUpload: false, shareLocation: false },
  notificationChannelPromptEnabled: false,
  browserStorage: 'sessionStorage',
  delegate,
  prechatCapture: {
    enabled: true,
    enableEmailLinking: false,
    fields: [
      { type: 'email', name: 'email', label: 'Email', placeholder: 'name@company.com' },
      { type: 'text', name: 'order', label: 'Order', minSize: 4, maxSize: 12 },
      { type: 'select', name: 'size', label: 'Size', options: [{ name: 'l', label: 'Large' }] }
    ],
    template: 'name-email'
  },
  configBaseUrl: 'http://localhost:8000/sdk/',
  canUserSeeConversationList: true,
  avatarUrl: 'https://shop.example.com/bot.png',
  customScreenReaderAnnouncement: 'There is a new message',
  theme: 'dark',
  zIndex: 10,
  loading: 'intent',
  runtime: 'js'
};

function about(data: EventData): string {
  return data.conversation._id;
}

AvMessagingSdk.on('ready', () => console.log(AvMessagingSdk.VERSION.toUpperCase()));
AvMessagingSdk.on('destroy', () => {});
AvMessagingSdk.on('message:received', (message, data) => console.log(message.text, about(data)));
AvMessagingSdk.on('message:sent', (message) => console.log(new Date(message.received * 1000)));
AvMessagingSdk.on('message', (message: Message) => console.log(message.role === 'appMaker'));
AvMessagingSdk.on('unreadCount', (count, data) => console.log(count.toFixed(), about(data)));
AvMessagingSdk.on('widget:opened', () => {});
AvMessagingSdk.on('widget:closed', () => {});
AvMessagingSdk.on('connected', (data) => console.log(data.conversation?._id));
AvMessagingSdk.on('disconnected', (data) => console.log(data.conversation?._id));
AvMessagingSdk.on('reconnecting', (data) => console.log(data.conversation?._id));
AvMessagingSdk.on('typing:start', (data) => console.log(data.name ?? 'Someone', data.avatarUrl, about(data)));
AvMessagingSdk.on('typing:stop', (data) => about(data));
AvMessagingSdk.on('conversation:added', (participants: Participant[], data) => console.log(participants.length, about(data)));
AvMessagingSdk.on('conversation:removed', (data) => about(data));
AvMessagingSdk.on('conversation:read', ({ role, lastRead, appUserId }) => console.log(role, lastRead.toFixed(), appUserId));
AvMessagingSdk.on('participant:added', (participant, data) => console.log(participant.appUserId, about(data)));
AvMessagingSdk.on('participant:removed', (participant, data) => console.log(participant.lastRead, about(data)));
const log = (entry: { message: string }) => console.log(entry.message);
AvMessagingSdk.on('log:debug', log);
AvMessagingSdk.off('log:debug', log);
AvMessagingSdk.off('unreadCount');
AvMessagingSdk.off();

async function everything(): Promise<void> {
  await AvMessagingSdk.init(options);
  AvMessagingSdk.render(document.body);
  AvMessagingSdk.open();
  AvMessagingSdk.close();
  const opened: boolean = AvMessagingSdk.isOpened();
  await AvMessagingSdk.login('user-42', 'a token');

  const sent: Message = await AvMessagingSdk.sendMessage('Hello');
  await AvMessagingSdk.sendMessage({ type: 'text', text: 'Hello', metadata: { cart: 'A-1' }, payload: 'p' }, 'id');
  await AvMessagingSdk.sendMessage({ type: 'location', coordinates: { lat: 45.5, long: -73.6 } });
  await AvMessagingSdk.startTyping();
  await AvMessagingSdk.stopTyping('id');
  const action: Action | undefined = sent.actions?.[0];
  if (action?._id) { await AvMessagingSdk.triggerPostback(action._id); }

  const user: User = await AvMessagingSdk.updateUser({ givenName: 'Bea', properties: { vip: true } });
  const known: string | undefined = AvMessagingSdk.getUser()?.userId ?? user.email;

  const current = AvMessagingSdk.getConversation();
  const id: string | undefined = current._id;
  const texts = current.messages.map((message) => message.sendStatus ? message.text : message._id.toUpperCase());
  const one: Conversation = await AvMessagingSdk.getConversationById(id);
  const list: ConversationFacts[] = await AvMessagingSdk.getConversations(10);
  while (AvMessagingSdk.hasMoreConversations()) { list.push(...await AvMessagingSdk.getMoreConversations()); }
  const displayed: Conversation | null = AvMessagingSdk.getDisplayedConversation();
  const { conversations } = await AvMessagingSdk.startConversation();
  const made = await AvMessagingSdk.createConversation({ displayName: 'Order 7', messages: [{ text: 'Hello' }] });
  await AvMessagingSdk.updateConversation(made._id, { description: 'About order 7', metadata: { order: 7 } });
  await AvMessagingSdk.loadConversation(one._id);
  AvMessagingSdk.markAllAsRead(displayed?._id);

  AvMessagingSdk.showNotificationChannelPrompt();
  AvMessagingSdk.setPredefinedMessage('I would like to');
  AvMessagingSdk.setDelegate(delegate);
  AvMessagingSdk.setDelegate(null);
  console.log(opened, known, texts, conversations[0]?.unreadCount);
  await AvMessagingSdk.logout();
  AvMessagingSdk.destroy();
}

everything().catch((error: AvMessagingError) => console.error(error.code, error.status?.toFixed(), error.description));

// The same object, on a page that has it by the snippet.
window.AvMessagingSdk.open();
globalThis.AvMessagingSdk.close();

// The element.
const element = document.createElement('av-messenger');
element.options = { delegate };
element.ready.then(() => console.log(element instanceof AvMessengerElement));

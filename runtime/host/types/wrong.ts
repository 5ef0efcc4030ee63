// What the types refuse. `tsc` complains if one of the marked lines is right after all.
import AvMessagingSdk, { configure } from 'avmsdk';
import type { CustomText, Delegate, InitOptions } from 'avmsdk';

// @ts-expect-error the address is needed
configure({});
// @ts-expect-error init needs options
AvMessagingSdk.init();
// @ts-expect-error an option that there is not
export const unknown: InitOptions = { integrationID: 'i' };
// @ts-expect-error
export const style: InitOptions = { displayStyle: 'bubble' };
// @ts-expect-error
export const storage: InitOptions = { browserStorage: 'cookie' };
// @ts-expect-error
export const sound: InitOptions = { soundNotificationEnabled: 'yes' };
// @ts-expect-error
export const order: InitOptions = { integrationOrder: 'a' };
// @ts-expect-error
export const depth: InitOptions = { zIndex: '7' };
// @ts-expect-error
export const loading: InitOptions = { loading: 'lazy' };
// @ts-expect-error
export const colours: InitOptions = { customColors: { brandColour: 'fff' } };
// @ts-expect-error
export const menu: InitOptions = { menuItems: { camera: true } };
// @ts-expect-error a field needs a name
export const form: InitOptions = { prechatCapture: { fields: [{ type: 'text', label: 'Name' }] } };
// @ts-expect-error a string that there is not
export const text: CustomText = { headerTitle: 'x' };
// @ts-expect-error a string is text
export const word: CustomText = { headerText: 7 };
// @ts-expect-error an event that there is not
AvMessagingSdk.on('message:deleted', () => {});
// @ts-expect-error a handler is needed
AvMessagingSdk.on('ready');
// @ts-expect-error the count is a number
AvMessagingSdk.on('unreadCount', (count: string) => count);
// @ts-expect-error nothing comes with it
AvMessagingSdk.on('ready', (data: object) => data);
// @ts-expect-error where it is, comes first
AvMessagingSdk.on('conversation:removed', (conversation, data) => data);
// @ts-expect-error the conversation may be missing
AvMessagingSdk.on('connected', (data) => data.conversation._id);
// @ts-expect-error
AvMessagingSdk.off('message:deleted');
// @ts-expect-error
AvMessagingSdk.sendMessage(7);
// @ts-expect-error
AvMessagingSdk.sendMessage({ type: 'location', coordinates: { latitude: 1, longitude: 2 } });
// @ts-expect-error a token is needed
AvMessagingSdk.login('user-42');
// @ts-expect-error
AvMessagingSdk.render('#chat');
// @ts-expect-error
AvMessagingSdk.triggerPostback();
// @ts-expect-error
AvMessagingSdk.loadConversation();
// @ts-expect-error
AvMessagingSdk.updateUser({ phone: '1' });
// @ts-expect-error
AvMessagingSdk.updateConversation({ displayName: 'x' });
// @ts-expect-error
AvMessagingSdk.VERSION = '2';
// @ts-expect-error
AvMessagingSdk.openWidget();
// @ts-expect-error the user may be unknown
AvMessagingSdk.getUser().email;
// @ts-expect-error there may be none
AvMessagingSdk.getDisplayedConversation().messages;
// @ts-expect-error before there is a conversation it has no id
export const id: string = AvMessagingSdk.getConversation()._id;
// @ts-expect-error a delegate that there is not
AvMessagingSdk.setDelegate({ afterSend() {} });
// @ts-expect-error a token is text
export const token: Delegate = { onInvalidAuth: () => 7 };
// @ts-expect-error a message cannot be kept back
export const send: Delegate = { beforeSend: () => null };
// @ts-expect-error a message that waits has no id
export const waiting: string[] = AvMessagingSdk.getConversation().messages.map((message) => message._id);

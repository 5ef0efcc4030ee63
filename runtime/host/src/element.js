/**
 * The custom element `<av-messenger integration-id="…">`: the widget starts when it comes into a page and ends
 * when it leaves. Importing this on a server does nothing.
 *
 * Reads attributes and passes them on; what they may hold is for `init` to judge.
 */
import AvMessagingSdk, { configure } from './module.js';

const TEXTS = [
  'integrationId', 'appId', 'region', 'configBaseUrl', 'userId', 'externalId', 'jwt', 'authCode', 'locale',
  'displayStyle', 'buttonIconUrl', 'buttonWidth', 'buttonHeight', 'businessName', 'businessIconUrl',
  'backgroundImageUrl', 'browserStorage', 'avatarUrl', 'customScreenReaderAnnouncement', 'theme', 'loading', 'runtime'
];
const BOOLEANS = [
  'embedded', 'soundNotificationEnabled', 'imageUploadEnabled', 'fixedIntroPane', 'notificationChannelPromptEnabled',
  'canUserSeeConversationList'
];
const OBJECTS = ['customColors', 'customText', 'menuItems', 'prechatCapture'];

/** How each kind of option is read. What cannot be read stays a text: `init` then names the option. */
const READERS = [
  [TEXTS, (text) => text],
  [BOOLEANS, (text) => text === '' || text === 'true' || (text === 'false' ? false : text)],
  [OBJECTS, (text) => { try { return JSON.parse(text); } catch (error) { return text; } }],
  [['zIndex'], (text) => Number(text)],
  [['integrationOrder'], (text) => text.split(',').map((id) => id.trim()).filter(Boolean)]
];

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => '-' + letter.toLowerCase());

/** What `init` is called with for an element. */
function optionsOf(element) {
  const options = Object.assign({}, element.options);
  READERS.forEach(([names, read]) => names.forEach((name) => {
    const text = element.getAttribute(kebab(name));
    if (text !== null) { options[name] = read(text); }
  }));
  return options;
}

/** The element whose widget runs: there is one widget in a page. */
let owner = null;

/** On a server there is nothing to extend. */
const Base = typeof HTMLElement === 'undefined' ? class {} : HTMLElement;

export class AvMessengerElement extends Base {
  constructor() {
    super();
    renew(this);
  }

  connectedCallback() {
    // Moved within the page: the widget moved along.
    if (owner === this) { return; }
    // Put in the place of another: that one is not heard of before.
    if (owner && !owner.isConnected) {
      owner = null;
      AvMessagingSdk.destroy();
    }
    if (this.settled) { renew(this); }
    this.settled = true;
    const started = owner ? Promise.reject(new Error('there is an `<av-messenger>` in the page already')) : start(this);
    started.then(this.settle[0], (error) => {
      // Whoever removed it knows.
      if (this.isConnected) { console.error('AvMessagingSdk: `<av-messenger>` did not start', error); }
      if (owner === this) { owner = null; }
      this.settle[1](error);
    });
    // Reported above, also where nobody asks for the promise.
    this.ready.catch(() => {});
  }

  disconnectedCallback() {
    Promise.resolve().then(() => {
      if (owner === this && !this.isConnected) {
        owner = null;
        AvMessagingSdk.destroy();
      }
    });
  }
}

/** Frameworks set a property where there is one, and an attribute where there is none. */
AvMessengerElement.prototype.options = {};

function renew(element) {
  element.ready = new Promise((resolve, reject) => { element.settle = [resolve, reject]; });
}

function start(element) {
  owner = element;
  try {
    const path = element.getAttribute('public-path');
    if (path !== null) { configure({ publicPath: path }); }
    const options = optionsOf(element);
    const started = AvMessagingSdk.init(options);
    if (options.embedded === true) { AvMessagingSdk.render(element); }
    return started;
  } catch (error) {
    return Promise.reject(error);
  }
}

if (typeof customElements !== 'undefined' && !customElements.get('av-messenger')) {
  customElements.define('av-messenger', AvMessengerElement);
}

// Times in words.

var MONTHS = 'January February March April May June July August September October November December'.split(' ');
var DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
var NAMES = {};

/** Gives the host its part. */
function clock(life, host) {
  var wanted = life.messenger.options.locale || 'en';
  var locale;
  host.time = function (millis, format) {
    // English is at hand; whoever asks `Intl` for the first time waits for it.
    locale = locale || (/^en\b/i.test(wanted) ? 'en' : supported(wanted));
    // Later there is no date, and what is asked of none throws.
    return timeWords(new Date(Math.min(millis, 8e15)), format, locale);
  };
}

/** The locale that is there: with its country, without, or English. */
function supported(wanted) {
  return [wanted, wanted.split(/[-_]/)[0]].filter(function (locale) {
    // Of what is no locale at all it throws, and where there is no `Intl`.
    try { return Intl.DateTimeFormat.supportedLocalesOf(locale).length; } catch (error) { return false; }
  })[0] || 'en';
}

/** `[…]` in a format stands for itself. */
function timeWords(date, format, locale) {
  var numbers = {
    Y: date.getFullYear(), M: date.getMonth() + 1, D: date.getDate(), H: date.getHours(), h: date.getHours() % 12 || 12,
    m: date.getMinutes(), s: date.getSeconds()
  };

  /** A part of it by the locale, in the calendar that the numbers have; else in English. */
  function named(english, part, length, number) {
    var key = [locale, part, length, number];
    if (NAMES[key] || locale === 'en') { return NAMES[key] || english; }
    var options = { hour12: true };
    options[part] = length;
    try {
      // Slow, so that each name is asked for once.
      var names = new Intl.DateTimeFormat(locale + '-u-ca-gregory', options);
      NAMES[key] = part === 'hour' ? names.formatToParts(date).filter(function (one) {
        return one.type === 'dayPeriod';
      })[0].value : names.format(date);
    } catch (error) { NAMES[key] = english; }
    return NAMES[key];
  }

  return format.replace(/\[([^\]]*)\]|YYYY|YY|M{1,4}|DD?|d{3,4}|HH?|hh?|mm?|ss?|[aA]/g, function (token, literal) {
    var letter = token.charAt(0);
    var number = numbers[letter];
    var isLong = token.length > 3;
    var half;
    if (literal !== undefined) { return literal; }
    if (/a/i.test(token)) {
      half = named(numbers.H < 12 ? 'AM' : 'PM', 'hour', 'numeric', numbers.H);
      return token === 'a' ? half.toLowerCase() : half;
    }
    if (letter === 'd' || letter === 'M' && token.length > 2) {
      half = letter === 'd' ? DAYS[date.getDay()] : MONTHS[number - 1];
      return named(isLong ? half : half.slice(0, 3), letter === 'd' ? 'weekday' : 'month', isLong ? 'long' : 'short', half);
    }
    return isLong || token.length < 2 ? number : (number % 100 < 10 ? '0' : '') + number % 100;
  });
}

// Shows the pass of the link that the page was opened by. The link's secret stands behind the #,
// which browsers keep to themselves; it goes to the server in bodies alone. Written for the browsers
// of old phones: no newer language than ECMAScript 5.
(function () {
  'use strict';
  var secret = '', shown = null, problem = null, timer = null, inMemory = null;

  function element(id) { return document.getElementById(id); }
  function isChinese() { return document.body.className === 'zh'; }
  function choose(zh, en) { return isChinese() ? zh : en; }
  function show(id, isShown) { element(id).hidden = !isShown; }

  // A device's secret for this link; kept by the page alone where the browser keeps nothing.
  function device(value) {
    var key = 'gatepass-device-' + secret.slice(0, 8);
    try {
      if (value) { window.localStorage.setItem(key, value); }
      return window.localStorage.getItem(key) || inMemory;
    } catch (error) {
      inMemory = value || inMemory;
      return inMemory;
    }
  }

  function ask(path, body, answer) {
    var request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('Content-Type', 'application/json');
    request.timeout = 20000;
    request.onreadystatechange = function () {
      var value = null;
      if (request.readyState !== 4) { return; }
      try { value = JSON.parse(request.responseText || 'null'); } catch (error) { value = null; }
      if (request.status >= 200 && request.status < 300) { answer(null, value); return; }
      answer(value && value.zh ? value : {
        zh: '暂时连不上服务；请稍后刷新', en: 'The service cannot be reached now; load the page again later'
      }, null);
    };
    request.send(JSON.stringify(body));
  }

  function two(number) { return (number < 10 ? '0' : '') + number; }

  // In the time of the site, whatever the phone is set to.
  function time(seconds) {
    var at = new Date((seconds + shown.utc_offset_minutes * 60) * 1000);
    return at.getUTCFullYear() + '-' + two(at.getUTCMonth() + 1) + '-' + two(at.getUTCDate()) +
      ' ' + two(at.getUTCHours()) + ':' + two(at.getUTCMinutes());
  }

  var states = {
    valid: ['good', '有效', 'Valid'],
    not_yet: ['', '尚未生效', 'Not valid yet'],
    expired: ['bad', '已过期', 'Expired'],
    revoked: ['bad', '已作废（撤销）', 'Void: withdrawn'],
    ended: ['bad', '此码已作废：已换发，或链接已停用', 'Void: reissued, or this link was ended']
  };

  function fact(zh, en, value) {
    var row, name, cell;
    if (value === null || value === undefined || value === '') { return; }
    row = document.createElement('tr');
    name = document.createElement('th');
    cell = document.createElement('td');
    name.appendChild(document.createTextNode(choose(zh, en)));
    cell.appendChild(document.createTextNode(value));
    row.appendChild(name);
    row.appendChild(cell);
    element('facts').appendChild(row);
  }

  function facts() {
    var ways = { 'in': choose('只进', 'In only'), out: choose('只出', 'Out only') };
    element('facts').innerHTML = '';
    fact('编号', 'Number', shown.number);
    fact('姓名', 'Name', shown.name);
    fact('车牌', 'Plate', shown.plate);
    fact('单位', 'Firm', shown.firm);
    fact('地点', 'Site', shown.site);
    if (shown.from !== null) { fact('起', 'From', time(shown.from)); }
    if (shown.until !== null) { fact('止', 'Until', time(shown.until)); }
    fact('大门', 'Gates', shown.gates.join(choose('、', ', ')));
    fact('时段', 'Hours', shown.hours);
    fact('方向', 'Direction', shown.direction && ways[shown.direction]);
    fact('次数上限', 'Entries', shown.max_entries && String(shown.max_entries));
  }

  function tell(text) {
    element('told').textContent = text ? choose(text.zh, text.en) : '';
    show('told', !!text);
  }

  function picture(png) {
    if (png) { element('picture').src = 'data:image/png;base64,' + png; }
    show('code', !!png);
  }

  function draw() {
    var state;
    element('language').textContent = choose('English', '中文');
    document.documentElement.lang = choose('zh-CN', 'en');
    show('wait', false);
    show('pass', true);
    if (!shown) {
      show('state', false);
      show('code', false);
      show('wrong', false);
      element('facts').innerHTML = '';
      tell(problem);
      return;
    }
    state = states[shown.state];
    show('state', true);
    show('wrong', true);
    element('state').className = state[0];
    element('state').textContent = choose(state[1], state[2]);
    facts();
    tell(problem || (shown.state === 'valid' || shown.state === 'not_yet' ? null : {
      zh: '请向单位人事索取新的通行证。', en: 'Ask your firm\'s HR for a new pass.'
    }));
  }

  // Asks for the live code again and again while the page is open.
  function live() {
    var asked = secret;
    ask('/api/v1/holder/live', { secret: secret, device: device() }, function (fault, answer) {
      if (asked !== secret) { return; }
      problem = fault;
      if (answer) {
        if (answer.device) { device(answer.device); }
        picture(answer.code_png);
      } else {
        picture(null);
      }
      show('live', !!answer);
      draw();
      timer = window.setTimeout(live, (answer ? answer.renew_after_seconds : 30) * 1000);
    });
  }

  function load() {
    window.clearTimeout(timer);
    secret = window.location.hash.slice(1);
    shown = problem = null;
    show('correction', false);
    show('sent', false);
    show('save', false);
    show('live', false);
    if (!/^[A-Za-z0-9_-]{43}$/.test(secret)) {
      problem = {
        zh: '链接不完整；请从原短信重新打开。',
        en: 'The link is not complete; open it again from the message.'
      };
      draw();
      return;
    }
    ask('/api/v1/holder', { secret: secret }, function (fault, answer) {
      shown = answer;
      problem = fault;
      draw();
      if (!answer) { return; }
      picture(answer.code_png);
      show('save', !!answer.code_png);
      if (answer.live_required && answer.state === 'valid') { live(); }
    });
  }

  element('language').onclick = function () {
    document.body.className = isChinese() ? 'en' : 'zh';
    draw();
  };
  element('wrong').onclick = function () { show('correction', element('correction').hidden); };
  element('correction').onsubmit = function () {
    var text = element('text').value.replace(/\s+/g, ' ').replace(/^ | $/g, '');
    if (!text) { return false; }
    ask('/api/v1/holder/corrections', { secret: secret, text: text }, function (fault) {
      element('sent').textContent = fault ? choose(fault.zh, fault.en)
        : choose('已提交，单位人事会处理。', 'Sent. Your firm\'s HR will see to it.');
      show('sent', true);
      show('correction', !!fault);
      if (!fault) { element('text').value = ''; }
    });
    return false;
  };
  window.onhashchange = load;
  if (!/^zh/i.test(navigator.language || 'zh')) { document.body.className = 'en'; }
  load();
}());

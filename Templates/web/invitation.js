// Sets the password of the account that a one-time link was made for. The link's secret stands
// behind the #, which browsers keep to themselves; it goes to the server in bodies alone.
(function () {
  'use strict';
  var secret = window.location.hash.slice(1);
  var failed = { zh: '暂时连不上服务；请稍后刷新', en: 'The service cannot be reached now; try again later' };

  function element(id) { return document.getElementById(id); }
  function tell(zh, en) {
    element('told').textContent = zh + '\n' + en;
    element('told').hidden = false;
  }

  function ask(path, body, answer) {
    var request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('Content-Type', 'application/json');
    request.onreadystatechange = function () {
      var value = null;
      if (request.readyState !== 4) { return; }
      try { value = JSON.parse(request.responseText || 'null'); } catch (error) { value = null; }
      if (request.status >= 200 && request.status < 300) { answer(value); return; }
      value = value && value.errors && value.errors[0] ? value.errors[0] : value;
      value = value && value.zh ? value : failed;
      tell(value.zh, value.en);
    };
    request.send(JSON.stringify(body));
  }

  if (!secret) {
    tell('链接不完整；请从通知里整条复制。', 'The link is not whole; copy all of it.');
    return;
  }
  ask('/api/v1/invitations/shown', { secret: secret }, function (person) {
    element('who').textContent = person.name + '（' + person.login + '）';
    element('form').hidden = false;
  });
  element('form').onsubmit = function (event) {
    event.preventDefault();
    if (element('first').value !== element('again').value) {
      tell('两次输入不一样。', 'The two are not the same.');
      return;
    }
    ask('/api/v1/invitations/accepted',
      { secret: secret, password: element('first').value }, function (person) {
        element('form').hidden = true;
        tell('密码已保存，现在可以用 ' + person.login + ' 登录。',
          'The password is set; sign in as ' + person.login + '.');
      });
  };
}());

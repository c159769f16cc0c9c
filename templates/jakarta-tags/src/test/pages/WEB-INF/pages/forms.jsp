<%@ page contentType="text/html;charset=UTF-8" session="false" %><%@ taglib prefix="t" uri="dev.tallystick.tags" %><!DOCTYPE html>
<html lang="en">
<head><title>Forms</title><t:csrfMeta/></head>
<body>
<form id="posted" method="post" action="${pageContext.request.contextPath}/web/echo"><t:csrf/><input name="to" value="b"></form>
<form id="own" method="post" action="/app/web/echo"><t:csrf to="/app/web/echo"/></form>
<form id="absolute" method="post" action="${own}"><t:csrf to="${own}"/></form>
<form id="relative" method="post" action="../web/echo"><t:csrf to="../web/echo"/></form>
<form id="bound" method="post" action="/app/web/pay/7?a=b"><t:csrf action="/app/web/pay/7?a=b"/></form>
<form id="overridden" method="post" action="/app/web/pay/8"><t:csrf action="/app/web/pay/8" override="delete"/><input type="hidden" name="_method" value="delete"></form>
<form id="plain-where-bound-is-demanded" method="post" action="/app/web/pay/9"><t:csrf/></form>
<form id="foreign" method="post" action="https://evil.example/"><t:csrf to="https://evil.example/"/></form>
<form id="foreign-from-data" method="post" action="<%= "\t//evil.example" %>"><t:csrf to="${foreign}"/></form>
<form id="foreign-bound" method="post" action="https://evil.example/"><t:csrf action="https://evil.example/"/></form>
<form id="get" method="get" action="/app/web/echo"><t:csrf method="get"/></form>
<form id="get-by-expression" method="get" action="/app/web/echo"><t:csrf method="${'GET'}" to="/app/web/echo"/></form>
<form id="by-attribute" method="post" action="/app/web/echo">${_csrf.hiddenField}</form>
<p id="token"><t:csrfToken/></p>
</body>
</html>

<%@ page contentType="text/html;charset=UTF-8" session="false" %><%@ taglib prefix="t" uri="dev.tallystick.tags" %><form id="get" method="get" action="/app/web/echo"><t:csrf method="get"/></form>
<form id="foreign" method="post" action="https://evil.example/"><t:csrf to="https://evil.example/"/></form>

<%@ page contentType="text/html; charset=utf-8" %>
<%@ taglib prefix="form" uri="http://www.springframework.org/tags/form" %>
<!DOCTYPE html>
<html lang="en">
<head><title>Forms</title></head>
<body>
<form:form id="posting" action="/web/echo" modelAttribute="transfer"><form:input path="to"/></form:form>
<form:form id="with-field" action="/web/echo" modelAttribute="transfer"><form:hidden path="to"/></form:form>
<form:form id="of-this-page" modelAttribute="transfer"><form:input path="to"/></form:form>
<form:form id="below-the-root" servletRelativeAction="/web/echo" modelAttribute="transfer"></form:form>
<form:form id="deleting" method="delete" action="/web/echo" modelAttribute="transfer"></form:form>
<form:form id="getting" method="get" action="/web/echo" modelAttribute="transfer"><form:input path="to"/></form:form>
<form:form id="getting-with-field" method="get" action="/web/echo" modelAttribute="transfer"><input type="hidden" name="to" value="get"/></form:form>
<form:form id="foreign" action="https://evil.example/x" modelAttribute="transfer"></form:form>
<form:form id="foreign-in-disguise" action="&#47;/evil.example/x" modelAttribute="transfer"></form:form>
<form:form id="own-token" action="/web/own/7?a=1&amp;b=2" modelAttribute="transfer"></form:form>
<form:form id="own-token-deleting" method="delete" action="/web/own/7" modelAttribute="transfer"></form:form>
</body>
</html>

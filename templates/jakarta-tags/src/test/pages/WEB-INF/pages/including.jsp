<%@ page contentType="text/html;charset=UTF-8" session="false" %><%@ taglib prefix="t" uri="dev.tallystick.tags" %><p>around</p><jsp:include page="field.jsp"/>

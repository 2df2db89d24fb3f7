package entities

// customerNotes are what people write to the driver or the kitchen. They fit
// any dish and any hour.
var customerNotes = []string{
	"Ring the bell twice, please", "Gọi em trước khi tới nha", "Leave it with the guard downstairs",
	"Nhà trong hẻm, tới đầu hẻm gọi em ra lấy", "Please don't ring, the baby is asleep", "Cho em xin thêm muỗng đũa",
	"No plastic cutlery, thank you", "Giao lên lầu 3 giúp em", "Second gate, the one with the bougainvillea",
	"Em ở quầy lễ tân chờ sẵn", "Call when you are at the lobby", "Anh chạy từ từ thôi, trời mưa trơn",
	"I am on the 12th floor, lift B", "Gửi bảo vệ giúp em, em đang họp", "Knock, the bell is broken",
	"Nhớ lấy đủ món giúp em nha", "It is for the meeting room, please ask for Minh", "Em ở một mình, để trước cửa cũng được",
	"Wave when you turn into the street, I am on the balcony", "Nhà có chó nhưng hiền lắm", "Blue door next to the pharmacy",
	"Tới nơi nhắn tin, đừng gọi", "Please keep it upright", "Đóng gói kỹ giúp em, đi xa",
	"It is a birthday, a smile would be nice", "Em hơi đói, giao sớm giúp em với", "No rush, take care on the road",
	"Cho em hóa đơn luôn nha", "Leave it on the chair in front of the door", "Gọi số này không được thì gọi cửa nhà 2B",
	"The alley is narrow, better walk the last bit", "Để ở tủ giày trước cửa giúp em", "Ask for Linh at reception",
	"Lấy thêm khăn giấy giúp em", "Use the back entrance after nine, please", "Gửi nhầm người hôm trước, nhớ hỏi tên Vy nha",
	"My phone may be off, just knock loudly", "Đồ ăn cho người bệnh, làm sạch sẽ giúp em", "Please check that nothing is missing",
	"Chờ em xuống 2 phút nha anh", "Green gate opposite the school", "Cảm ơn anh tài xế nhiều",
	"The map is wrong, it is the house behind the temple", "Nhà mới chuyển, số nhà sơn màu vàng", "Lobby only, the lifts need a card",
	"Trời nóng, anh ghé uống ly nước rồi hẵng đi", "Thank you, have a good shift",
}

// restaurantNotes are what kitchens write on the bag.
var restaurantNotes = []string{
	"Packed with extra napkins", "Quán dán tem niêm phong, nhớ kiểm tra", "Checked and sealed by the kitchen",
	"Packed tight, nothing will move", "Đã kiểm đủ món", "Keep it level on the road, please", "Quán làm xong lúc tài xế vừa tới",
	"Made exactly as asked", "Một phần có ghi tên trên nắp", "The receipt is on top",
	"Order was double-checked by Hạnh", "Giao nhanh giúp quán, ăn liền mới ngon", "Quán chúc ngon miệng",
	"Khách đặt lần đầu, làm kỹ giúp em", "A little treat from the kitchen is inside", "Tài xế chờ 5 phút, quán đang làm",
	"Two labels on the bag, both are right", "Khách quen, làm kỹ một chút", "Handle with care", "Tên khách ghi trên túi",
	"Bill is stapled to the bag", "Quán gửi kèm phiếu giảm giá", "The kitchen read your note, all done", "Đơn gấp, ưu tiên làm trước",
	"Best within thirty minutes", "Cảm ơn khách đã ủng hộ quán", "Allergy noted, prepared apart", "Gói hai lớp cho chắc",
}

// orderCancelNotes say why an order was called off.
var orderCancelNotes = []string{
	"Ordered by mistake, sorry", "Đặt nhầm địa chỉ", "Waited too long", "Em đổi ý, lần sau ủng hộ quán",
	"The restaurant ran out of it", "Quán báo đóng cửa sớm", "Nobody picked up the phone at the door", "Đặt trùng hai đơn",
	"Plans changed, we are eating out", "Không tìm được tài xế", "Wrong item in the basket", "Mưa lớn quá, hẹn hôm khác",
	"Could not be home in time", "Nhà có việc gấp, xin lỗi quán",
}
